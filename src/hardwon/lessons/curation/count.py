"""How many candidates wait, for who says no more than that."""

from pathlib import Path

from hardwon.store import glance

# The table is that of `candidates`, whose import brings SQLAlchemy along.
_QUERY = "SELECT count(*) FROM candidate WHERE state = 'waiting' AND ? IN ('', kind)"


def count_waiting(journal: Path, kind: str = "") -> int | None:
    """How many candidates (of `kind`) wait in the SQLite file `journal`; None where it cannot be told so."""
    found = glance(journal, _QUERY, (kind,))
    return int(str(found[0][0])) if found else None
