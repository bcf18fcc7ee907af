import asyncio
import logging

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from play.db import AsyncSessionLocal, Game, GameEvent, get_db

router = APIRouter()
log = logging.getLogger(__name__)
pending: set[asyncio.Task] = set()


@router.post("/games/{game_id}/finish")
async def finish(game_id: int, db: AsyncSession = Depends(get_db)):
    game = await db.get(Game, game_id)
    if game is None:
        raise HTTPException(404)
    if game.finished:
        raise HTTPException(409)

    async def close_later() -> None:
        await asyncio.sleep(30)
        async with AsyncSessionLocal() as session:
            game = await session.get(Game, game_id)
            game.finished = True
            session.add(GameEvent(game_id=game_id, text="finished"))
            await session.commit()
            log.info("game %s closed", game_id)

    task = asyncio.create_task(close_later())
    pending.add(task)
    task.add_done_callback(pending.discard)
    return {"game": game_id}
