"""What can go wrong between hardwon and its disk or database, each as one sentence with a next step."""

import errno
from typing import Any

from hardwon.core import HardwonError


class StoreError(HardwonError):
    """The journal, spool or cache could not do what was asked; nothing that was acknowledged is lost."""


class DiskFull(StoreError):
    """There was no room; nothing of it was written, and the journal goes on once there is room."""


class StoreReadOnly(StoreError):
    """The place of the journal may not be written to, or not be opened."""


class StoreBlocked(StoreReadOnly):
    """A file is where a directory has to be, or the other way round."""


class StoreDamaged(StoreError):
    """The database cannot be read as one."""


class StoreBusy(StoreError):
    """Another program held the database for longer than we wait."""


class StoreUnreachable(StoreError):
    """The database server did not answer, or did not let us in."""


class StoreTooNew(StoreError):
    """The database was written by a newer hardwon."""


class StoreClosed(StoreError):
    """The journal was closed before it was asked."""


_SQLITE = {
    "FULL": DiskFull,
    "READONLY": StoreReadOnly,
    "CANTOPEN": StoreReadOnly,
    "PERM": StoreReadOnly,
    "AUTH": StoreReadOnly,
    "CORRUPT": StoreDamaged,
    "NOTADB": StoreDamaged,
    "FORMAT": StoreDamaged,
    "BUSY": StoreBusy,
    "LOCKED": StoreBusy,
}
_OUT_OF_STEP = ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_ROWID")
# SQLSTATE classes and codes, https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES = {
    "53100": DiskFull,
    "25006": StoreReadOnly,
    "42501": StoreReadOnly,
    "XX001": StoreDamaged,
    "XX002": StoreDamaged,
    "55P03": StoreBusy,
    "40": StoreBusy,
    "53": StoreBusy,
    "08": StoreUnreachable,
    "28": StoreUnreachable,
    "3D": StoreUnreachable,
    "57": StoreUnreachable,
}
_OS = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EFBIG: DiskFull,
    errno.EROFS: StoreReadOnly,
    errno.EACCES: StoreReadOnly,
    errno.EPERM: StoreReadOnly,
    errno.EEXIST: StoreBlocked,
    errno.ENOTDIR: StoreBlocked,
    errno.EISDIR: StoreBlocked,
}


def explain(error: BaseException, where: str) -> StoreError | None:
    """The sentence for a database's or the system's `error` at `where`; None where it is of no known kind."""
    reason = getattr(error, "orig", None) or error  # SQLAlchemy wraps the driver's error
    kind = _kind(reason)
    return None if kind is None else _sentence(kind, where, reason)


def _kind(reason: Any) -> type[StoreError] | None:
    if type(reason).__module__ == "sqlite3":  # by name: a hook that spools imports no sqlite3
        name = getattr(reason, "sqlite_errorname", None) or ""
        # Both mean that bytes were changed behind SQLite's back: it checks no text, and we number and name
        # events in the same transaction in which we look.
        if str(reason).startswith("Could not decode") or name in _OUT_OF_STEP:
            return StoreDamaged
        if name.startswith("SQLITE_IOERR"):
            # A full disk shows as an I/O error where SQLite maps a file or hits a size limit.
            return DiskFull if name in ("SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE") else StoreDamaged
        return _SQLITE.get(name.removeprefix("SQLITE_").partition("_")[0])
    if type(reason).__name__ == "JSONDecodeError":  # by name: of a payload that was sound when it was kept
        return StoreDamaged
    if isinstance(reason, OSError):
        return _OS.get(reason.errno or 0)
    state = getattr(reason, "sqlstate", None)
    if state:
        return _POSTGRES.get(state) or _POSTGRES.get(state[:2])
    # psycopg raises OperationalError without a state where there is no server to name one.
    return StoreUnreachable if type(reason).__module__.startswith("psycopg") else None


def _sentence(kind: type[StoreError], where: str, reason: BaseException) -> StoreError:
    because = " ".join(str(reason).split())
    if kind is DiskFull:
        return DiskFull(
            f"no room left to write {where} ({because}); nothing of it was kept",
            next_step="free some space, then do it again: what was acknowledged before is safe",
        )
    if kind is StoreBlocked:
        return StoreBlocked(
            f"something else is where {where} belongs ({because})",
            next_step="look at what is there, move it away, then do it again",
        )
    if kind is StoreReadOnly:
        return StoreReadOnly(
            f"{where} may not be written ({because})",
            next_step="give yourself write access to it and its directory, or work in a copy you own",
        )
    if kind is StoreDamaged:
        return StoreDamaged(
            f"{where} is damaged ({because})",
            next_step=f"put a backup in its place, or run mv {where} {where}.damaged and import again",
        )
    if kind is StoreBusy:
        return StoreBusy(
            f"{where} is held by another program ({because})",
            next_step="close what has it open, then do it again",
        )
    return StoreUnreachable(
        f"the database server for {where} cannot be used ({because})",
        next_step="see that it runs and that `database` in [tool.hardwon] names it rightly",
    )
