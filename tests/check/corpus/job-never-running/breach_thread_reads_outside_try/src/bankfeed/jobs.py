import sqlite3
from contextlib import closing
from enum import StrEnum


class Status(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class JobTable:
    """One row for each statement that somebody uploaded."""

    def __init__(self, path: str) -> None:
        self._path = path

    def _execute(self, sql: str, *values: object) -> int | None:
        with closing(sqlite3.connect(self._path)) as connection, connection:
            return connection.execute(sql, values).lastrowid

    def create(self, filename: str) -> int:
        job_id = self._execute("insert into job(filename, status) values (?, ?)", filename, Status.WAITING)
        assert job_id is not None
        return job_id

    def set_status(self, job_id: int, status: Status, note: str = "") -> None:
        self._execute("update job set status = ?, note = ? where id = ?", status, note, job_id)
