from fastapi import FastAPI, HTTPException

from orders.engines import AsyncSessionFactory
from orders.models import Order
from orders.tasks import ship

app = FastAPI()


@app.post("/orders/{order_id}/pay")
async def pay(order_id: int) -> None:
    async with AsyncSessionFactory() as session:
        order = await session.get(Order, order_id)
        if order is None:
            raise HTTPException(404)
        order.state = "paid"
        await session.commit()
    ship.delay(order_id)
