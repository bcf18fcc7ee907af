from fastapi import APIRouter, HTTPException
from sqlalchemy import select

from .deps import Session
from .models import Dish

router = APIRouter(prefix="/dishes")


@router.post("/", status_code=201)
async def create(name: str, price: int, session: Session) -> int:
    dish = Dish(name=name, price=price)
    session.add(dish)
    await session.commit()
    dish.position = dish.id * 10
    return dish.id


@router.post("/{dish_id}/sold-out", status_code=204)
async def sold_out(dish_id: int, session: Session) -> None:
    dish = await session.get(Dish, dish_id)
    if dish is None:
        raise HTTPException(404)
    dish.sold_out = True


@router.post("/reorder", status_code=204)
async def reorder(ids: list[int], session: Session) -> None:
    dishes = {dish.id: dish for dish in await session.scalars(select(Dish).where(Dish.id.in_(ids)))}
    for number, dish_id in enumerate(ids):
        dishes[dish_id].position = number
    await session.flush()
