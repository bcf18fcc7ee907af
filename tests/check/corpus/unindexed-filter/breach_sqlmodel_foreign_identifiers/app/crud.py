from sqlmodel import Session, select

from app import models


def customer_by_email(session: Session, email: str) -> models.Customer | None:
    return session.exec(select(models.Customer).where(models.Customer.email == email)).first()


def customer_by_processor(session: Session, processor_id: str) -> models.Customer | None:
    return session.exec(select(models.Customer).where(models.Customer.processor_id == processor_id)).first()


def subscriptions(session: Session, customer_id: int) -> list[models.Subscription]:
    query = select(models.Subscription).where(models.Subscription.customer_id == customer_id)
    return list(session.exec(query))


def subscription_by_processor(session: Session, processor_id: str) -> models.Subscription | None:
    return session.exec(
        select(models.Subscription).where(models.Subscription.processor_id == processor_id)
    ).one_or_none()
