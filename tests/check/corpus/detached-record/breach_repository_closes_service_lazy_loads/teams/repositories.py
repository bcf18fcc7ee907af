from contextlib import AbstractContextManager
from typing import Callable, Optional

from sqlalchemy.orm import Session

from .models import Team


class TeamRepository:
    def __init__(self, session_factory: Callable[..., AbstractContextManager[Session]]) -> None:
        self.session_factory = session_factory

    def get_by_slug(self, slug: str) -> Optional[Team]:
        with self.session_factory() as session:
            return session.query(Team).filter(Team.slug == slug).first()
