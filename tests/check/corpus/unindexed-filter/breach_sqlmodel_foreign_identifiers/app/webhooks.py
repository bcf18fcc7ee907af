from fastapi import APIRouter, Depends, Request
from sqlmodel import Session, select

from app.crud import subscription_by_processor
from app.models import Customer, Subscription

router = APIRouter(prefix="/webhooks")


def get_session(request: Request):
    with Session(request.app.state.engine) as session:
        yield session


@router.post("/customer-deleted")
def customer_deleted(payload: dict, session: Session = Depends(get_session)):
    customer = session.exec(select(Customer).where(Customer.processor_id == payload["customer"])).one()
    for subscription in session.exec(select(Subscription).where(Subscription.customer_id == customer.id)):
        session.delete(subscription)
    session.delete(customer)
    session.commit()


@router.post("/plan-changed")
def plan_changed(payload: dict, session: Session = Depends(get_session)):
    subscription = subscription_by_processor(session, payload["subscription"])
    subscription.plan = payload["plan"]
    session.commit()
