from fastapi import APIRouter, Depends

from fleet import vehicles
from fleet.db import Session, get_session

router = APIRouter(prefix="/depots/{depot}/vehicles")


@router.get("")
async def index(depot: str, db: Session = Depends(get_session)) -> list[str]:
    return await vehicles.vehicles_in(db, depot)


@router.post("", status_code=201)
async def create(depot: str, plate: str, db: Session = Depends(get_session)) -> str:
    vehicle = await vehicles.create_vehicle(db, plate, depot)
    await db.refresh(vehicle)
    return vehicle.plate
