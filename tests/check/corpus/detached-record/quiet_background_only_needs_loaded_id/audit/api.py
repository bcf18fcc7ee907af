from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

from audit.db import User, session
from audit.log import write_entry

router = APIRouter()


@router.put("/users/{user_id}/name/{name}")
async def rename(
    user_id: int, name: str, tasks: BackgroundTasks, db: Annotated[AsyncSession, Depends(session)]
) -> dict:
    user = await db.get(User, user_id)
    if user is None:
        raise HTTPException(404)
    user.name = name
    await db.commit()
    tasks.add_task(write_entry, user, "renamed")
    return {"name": user.name}
