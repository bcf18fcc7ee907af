from typing import Any

from sqlalchemy import Delete, Engine, Update, create_engine
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session

leader = create_async_engine("postgresql+asyncpg://leader/geo")
follower = create_async_engine("postgresql+asyncpg://follower/geo")


class RoutingSession(Session):
    def get_bind(self, mapper: Any = None, *, clause: Any = None, **kw: Any) -> Engine:
        if self._flushing or isinstance(clause, Update | Delete):
            return leader.sync_engine
        return follower.sync_engine


def offline_engine() -> Engine:
    return create_engine("sqlite:///geo.db")
