from sqlalchemy import func, select

from estimates.db import Estimate, SessionLocal


def total(customer: str) -> int:
    with SessionLocal() as session:
        return session.scalar(select(func.sum(Estimate.cents)).where(Estimate.customer == customer)) or 0
