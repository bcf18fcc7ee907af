from datetime import datetime, timezone

from fastapi import APIRouter, BackgroundTasks

from app.api.deps import CurrentUser
from app.core.database import async_session
from app.models import User

router = APIRouter()


async def touch_last_seen(user: User) -> None:
    async with async_session() as session:
        user.last_seen_at = datetime.now(timezone.utc)
        await session.commit()


@router.get("/me")
async def me(current_user: CurrentUser, background_tasks: BackgroundTasks):
    background_tasks.add_task(touch_last_seen, current_user)  # here
    return {"id": current_user.id, "email": current_user.email}
