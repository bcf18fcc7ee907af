from sqlalchemy import select

from ..db import Session, SessionLocal
from .model import Vehicle


async def create_vehicle(db: Session, plate: str, depot: str) -> Vehicle:
    vehicle = Vehicle(plate=plate, depot=depot)
    db.add(vehicle)
    await db.commit()
    return vehicle


async def vehicles_in(db: Session, depot: str) -> list[str]:
    result = await db.execute(select(Vehicle.plate).where(Vehicle.depot == depot))
    return list(result.scalars())


async def retire(plate: str) -> None:
    db = SessionLocal()
    try:
        vehicle = await db.get(Vehicle, plate)
        if vehicle:
            await db.delete(vehicle)
            await db.commit()
    finally:
        await db.close()
