from datetime import datetime

from fastapi import Depends, FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncSession

from gym.calendar_feed import push
from gym.db import get_db
from gym.models import Session

app = FastAPI()


@app.post("/sessions")
async def plan(starts_at: datetime, coach: str, db: AsyncSession = Depends(get_db)) -> int:
    session = Session(starts_at=starts_at, coach=coach, places=10)
    session.add(2)
    db.add(session)
    await db.commit()
    await push(starts_at.isoformat(), coach)
    return session.id


@app.post("/sessions/{first}/merge/{second}")
async def merge(first: int, second: int, request: Request, db: AsyncSession = Depends(get_db)) -> None:
    kept = await db.get_one(Session, first)
    gone = await db.get_one(Session, second)
    kept.merge(gone)
    await db.delete(gone)
    await db.commit()
    request.session.pop("draft", None)
