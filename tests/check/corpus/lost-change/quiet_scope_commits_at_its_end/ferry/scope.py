from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

make_session = sessionmaker(create_engine("postgresql+psycopg:///ferry"))


@contextmanager
def session_scope() -> Iterator[Session]:
    session = make_session()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


class UnitOfWork:
    def __enter__(self) -> UnitOfWork:
        self.session = make_session()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.session.commit()
        self.session.close()

    def checkpoint(self) -> None:
        self.session.commit()
