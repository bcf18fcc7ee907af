from fastapi import APIRouter, BackgroundTasks, Depends

from shop import notify
from shop.auth import RateLimit, User
from shop.notify import sync_stock

router = APIRouter(dependencies=[Depends(RateLimit(60))])
_orders: list[tuple[str, str]] = []


@router.post("/orders")
async def order(sku: str, user: User, background: BackgroundTasks) -> int:
    _orders.append((user, sku))
    number = len(_orders)
    background.add_task(notify.mail_receipt, user, number)
    sync_stock.delay(number)
    return number


@router.post("/orders/{number}/receipt")
def receipt_again(number: int, user: User) -> None:
    notify.mail_receipt(user, number)


@router.get("/orders")
async def orders(user: User) -> list[str]:
    return [sku for owner, sku in _orders if owner == user]
