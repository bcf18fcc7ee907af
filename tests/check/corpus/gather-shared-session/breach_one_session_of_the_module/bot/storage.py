from sqlalchemy import BigInteger, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("postgresql+asyncpg://bot@localhost/bot")
session = AsyncSession(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Member(Base):
    __tablename__ = "member"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    points: Mapped[int] = mapped_column(default=0)


class Badge(Base):
    __tablename__ = "badge"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInteger)
    label: Mapped[str]


async def points(member_id: int) -> int:
    member = await session.get(Member, member_id)
    return member.points if member else 0


async def badges(member_id: int) -> list[str]:
    found = await session.execute(select(Badge.label).where(Badge.member_id == member_id))
    return [label for (label,) in found]


async def best(count: int = 10) -> list[int]:
    async with AsyncSession(engine) as own:
        return list(await own.scalars(select(Member.id).order_by(Member.points.desc()).limit(count)))


async def worst(count: int = 10) -> list[int]:
    async with AsyncSession(engine) as own:
        return list(await own.scalars(select(Member.id).order_by(Member.points).limit(count)))
