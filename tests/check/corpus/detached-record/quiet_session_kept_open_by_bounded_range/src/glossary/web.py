from fastapi import BackgroundTasks, FastAPI, HTTPException
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from .sessions import Db
from .terms import Term

app = FastAPI()


async def count_lookup(db: AsyncSession, word: str) -> None:
    await db.execute(update(Term).where(Term.word == word).values(lookups=Term.lookups + 1))
    await db.commit()


@app.get("/terms/{word}")
async def look_up(word: str, db: Db, background: BackgroundTasks) -> dict[str, str]:
    term = await db.get(Term, word)
    if term is None:
        raise HTTPException(404)
    background.add_task(count_lookup, db, word)
    return {"word": term.word}
