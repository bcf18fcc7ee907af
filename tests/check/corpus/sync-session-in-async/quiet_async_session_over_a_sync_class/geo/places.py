from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from geo.database import ScopedSession, Sessions


class Base(DeclarativeBase):
    pass


class Place(Base):
    __tablename__ = "places"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)


async def named(name: str) -> list[Place]:
    async with Sessions() as session:
        return list(await session.scalars(select(Place).where(Place.name == name)))


async def rename(place_id: int, name: str) -> None:
    place = await ScopedSession.get(Place, place_id)
    if place is not None:
        place.name = name
        await ScopedSession.commit()
    await ScopedSession.remove()
