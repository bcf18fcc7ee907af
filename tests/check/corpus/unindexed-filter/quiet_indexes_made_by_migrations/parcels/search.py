from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from .model import Parcel


def by_tracking(session: Session, tracking: str) -> Parcel | None:
    return session.scalar(select(Parcel).where(Parcel.tracking == tracking))


def known(session: Session, trackings: list[str]) -> set[str]:
    return set(session.scalars(select(Parcel.tracking).where(Parcel.tracking.in_(trackings))))


def in_depot(session: Session, depot: str) -> list[Parcel]:
    return list(session.scalars(select(Parcel).where(Parcel.depot == depot)))


def load_of(session: Session, depot: str) -> int:
    return session.scalar(select(func.sum(Parcel.weight)).where(Parcel.depot == depot)) or 0


def stale(session: Session, before: datetime) -> list[Parcel]:
    return list(session.scalars(select(Parcel).where(Parcel.scanned_at < before)))


def latest(session: Session) -> Parcel | None:
    return session.scalar(select(Parcel).order_by(Parcel.scanned_at.desc()).limit(1))
