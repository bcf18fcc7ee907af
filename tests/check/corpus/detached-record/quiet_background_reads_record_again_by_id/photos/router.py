from fastapi import APIRouter, BackgroundTasks, Depends
from sqlmodel.ext.asyncio.session import AsyncSession

from photos.db import get_session
from photos.models import Photo
from photos.thumbnails import make_thumbnail

router = APIRouter(prefix="/albums/{album_id}/photos")


@router.post("/")
async def upload(
    album_id: int, path: str, background: BackgroundTasks, session: AsyncSession = Depends(get_session)
) -> Photo:
    photo = Photo(path=path, album_id=album_id)
    session.add(photo)
    await session.commit()
    await session.refresh(photo)
    background.add_task(make_thumbnail, photo)
    return photo
