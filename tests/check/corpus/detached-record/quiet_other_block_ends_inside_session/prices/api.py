from threading import Lock

from fastapi import APIRouter, Depends, HTTPException
from opentelemetry import trace
from sqlalchemy.orm import Session

from prices.db import Price, Product, engine, get_session

router = APIRouter()
tracer = trace.get_tracer(__name__)
lock = Lock()


@router.get("/products/{product_id}/lowest")
def lowest(product_id: int, session: Session = Depends(get_session)):
    with tracer.start_as_current_span("load product"):
        product = session.get(Product, product_id)
    if product is None:
        raise HTTPException(404)
    return {"cents": min(price.cents for price in product.prices)}


def lower_all(product_id: int, percent: int) -> int:
    with Session(engine) as session:
        with session.begin_nested():
            product = session.get_one(Product, product_id)
        with lock:
            changed = 0
            for price in product.prices:
                price.cents = price.cents * (100 - percent) // 100
                changed += 1
        session.add(Price(product=product, cents=0))
        session.commit()
    return changed
