from pathlib import Path

from PIL import Image

from photos.db import session_context
from photos.models import Photo


async def make_thumbnail(photo: Photo) -> None:
    async with session_context() as session:
        photo = await session.get(Photo, photo.id)
        if photo is None:
            return
        target = Path(photo.path).with_suffix(".thumb.jpg")
        with Image.open(photo.path) as image:
            image.thumbnail((200, 200))
            image.save(target)
        photo.thumbnail = str(target)
        session.add(photo)
        await session.commit()
