"""Bringing a database to the newest schema, cheaply when it is already there."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from hardwon.store.failures import StoreTooNew

_SCRIPTS = Path(__file__).parent / "migrations"


def newest() -> str:
    """The revision that this hardwon writes: the number that the last migration's file name begins with."""
    return max(_known())


def migrate(connection: Connection, where: str) -> None:
    """Bring the database to `newest()`, in the transaction of `connection`. Raises `StoreTooNew`."""
    found = revision(connection)
    if found == newest():
        return
    if found is not None and found not in _known():
        raise StoreTooNew(
            f"{where} was written by a newer hardwon (schema {found}; this one knows up to {newest()})",
            next_step="upgrade hardwon: pip install --upgrade hardwon",
        )
    _upgrade(connection)


def revision(connection: Connection) -> str | None:
    """The revision that the database is at; None before the first migration."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _known() -> frozenset[str]:
    return frozenset(path.name.partition("_")[0] for path in (_SCRIPTS / "versions").glob("[0-9]*_*.py"))


def _upgrade(connection: Connection) -> None:
    # Imported late: Alembic takes 0.1 s, and nearly every start finds the schema current.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
