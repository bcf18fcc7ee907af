from sqlalchemy import func, select, update

from .tables import Session, Vehicle


def fleet(keeper):
    with Session() as session:
        return session.scalars(select(Vehicle).where(Vehicle.keeper == keeper)).all()


def fleet_size(keeper):
    with Session() as session:
        return session.scalar(select(func.count(Vehicle.id)).where(Vehicle.keeper == keeper))


def hand_over(old, new):
    with Session.begin() as session:
        session.execute(update(Vehicle).where(Vehicle.keeper == old).values(keeper=new))
