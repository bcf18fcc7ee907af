from collections import defaultdict

from sqlalchemy import create_engine, delete, select, update
from sqlalchemy.orm import Session

from etl.batches import batched
from etl.schema import Device, Reading

engine = create_engine("postgresql+psycopg://etl@localhost/etl")


def readings_by_device(session: Session) -> dict[str, list[float]]:
    devices = session.scalars(select(Device)).all()
    serials = {device.id: device.serial for device in devices}
    values: dict[str, list[float]] = defaultdict(list)
    for chunk in batched(devices, 500):
        wanted = select(Reading).where(Reading.device_id.in_([device.id for device in chunk]))
        for reading in session.scalars(wanted):
            values[serials[reading.device_id]].append(reading.value)
    return values


def clamp_all(session: Session, ceiling: float) -> None:
    last = 0
    while True:
        page = session.scalars(select(Reading).where(Reading.id > last).order_by(Reading.id).limit(1000)).all()
        if not page:
            break
        session.execute(
            update(Reading)
            .where(Reading.id.in_([reading.id for reading in page]), Reading.value > ceiling)
            .values(value=ceiling)
        )
        last = page[-1].id
    session.commit()


def forget(serials: list[str]) -> None:
    with Session(engine) as session:
        devices = session.scalars(select(Device).where(Device.serial.in_(serials))).all()
        ids = [device.id for device in devices]
        for start in range(0, len(ids), 200):
            session.execute(delete(Reading).where(Reading.device_id.in_(ids[start : start + 200])))
        session.commit()
