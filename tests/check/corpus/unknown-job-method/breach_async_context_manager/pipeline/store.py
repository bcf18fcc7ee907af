from __future__ import annotations

import sqlite3
from typing import Self


class JobStore:
    """Jobs in a small SQLite file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None

    async def __aenter__(self) -> Self:
        self._connection = sqlite3.connect(self.path)
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._connection is not None:
            self._connection.close()

    async def insert_job(self, name: str) -> int:
        cursor = self._connection.execute("insert into job(name, status) values (?, 'new')", (name,))
        self._connection.commit()
        return cursor.lastrowid

    async def update_job(self, job_id: int, *, status: str | None = None, percent: int | None = None) -> None:
        if status is not None:
            self._connection.execute("update job set status = ? where id = ?", (status, job_id))
        if percent is not None:
            self._connection.execute("update job set percent = ? where id = ?", (percent, job_id))
        self._connection.commit()
