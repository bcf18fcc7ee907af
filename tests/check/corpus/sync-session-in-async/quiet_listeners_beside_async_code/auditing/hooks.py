from contextvars import ContextVar

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, UOWTransaction

from auditing.models import Contract, Entry

actor: ContextVar[str | None] = ContextVar("actor", default=None)


@event.listens_for(Session, "before_flush")
def stamp(session: Session, context: UOWTransaction, instances: object) -> None:
    for changed in session.dirty:
        if isinstance(changed, Contract) and session.is_modified(changed):
            changed.changed_by = actor.get()
            session.add(Entry(text=f"{actor.get()} changed {changed.title}"))


@event.listens_for(Session, "after_rollback")
def forget_actor(session: Session) -> None:
    session.info.pop("actor", None)
    actor.set(None)


async def history(session: AsyncSession, limit: int = 100) -> list[str]:
    return list(await session.scalars(select(Entry.text).order_by(Entry.at.desc()).limit(limit)))
