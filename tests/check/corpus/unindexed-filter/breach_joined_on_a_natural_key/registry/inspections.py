from sqlalchemy import func, select

from .tables import Inspection, Session, Vehicle


def with_scores(make):
    query = (
        select(Vehicle.vin, func.max(Inspection.score))
        .join(Inspection, Inspection.vin == Vehicle.vin)
        .where(Vehicle.make == make)
        .group_by(Vehicle.vin)
    )
    with Session() as session:
        return dict(session.execute(query).all())


def history(vin):
    with Session() as session:
        return session.scalars(select(Inspection).where(Inspection.vin == vin)).all()


def best(vin):
    with Session() as session:
        return session.scalar(select(func.max(Inspection.score)).where(Inspection.vin == vin))


def vehicle(vin):
    with Session() as session:
        return session.scalar(select(Vehicle).where(Vehicle.vin == vin))
