from fastapi import APIRouter, WebSocket
from sqlalchemy import func, select

from auction.persistence import Bid, Db, Lot

router = APIRouter()


@router.get("/lots")
def lots(db: Db) -> list[str]:
    return list(db.scalars(select(Lot.title)))


@router.websocket("/lots/{lot_id}")
async def bid(socket: WebSocket, lot_id: int, db: Db) -> None:
    await socket.accept()
    async for text in socket.iter_text():
        cents = int(text)
        highest = db.scalar(select(func.max(Bid.cents)).where(Bid.lot_id == lot_id)) or 0  # here
        if cents > highest:
            db.add(Bid(lot_id=lot_id, cents=cents))
            db.commit()
        await socket.send_json({"highest": max(cents, highest)})
