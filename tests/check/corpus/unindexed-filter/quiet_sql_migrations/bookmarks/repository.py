from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from .entity import Bookmark


class Bookmarks(Protocol):
    def by_url(self, url: str) -> Bookmark | None: ...


class SqlBookmarks:
    def __init__(self, session: Session) -> None:
        self._session = session

    def by_url(self, url: str) -> Bookmark | None:
        return self._session.scalar(select(Bookmark).where(Bookmark.url == url))

    def has(self, url: str) -> bool:
        return self._session.scalar(select(Bookmark.id).where(Bookmark.url == url)) is not None

    def in_folder(self, folder: str) -> list[Bookmark]:
        return list(self._session.scalars(select(Bookmark).where(Bookmark.folder == folder)))

    def in_folders(self, folders: list[str]) -> list[Bookmark]:
        return list(self._session.scalars(select(Bookmark).where(Bookmark.folder.in_(folders))))

    def since(self, moment: datetime) -> list[Bookmark]:
        return list(self._session.scalars(select(Bookmark).where(Bookmark.added_at > moment)))

    def newest(self) -> list[Bookmark]:
        return list(self._session.scalars(select(Bookmark).order_by(Bookmark.added_at.desc()).limit(10)))
