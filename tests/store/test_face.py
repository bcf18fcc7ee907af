import subprocess
import sys

import pytest

import hardwon.store
from hardwon.core import Places

LOOK = """
import sys
before = set(sys.modules)
from pathlib import Path
from hardwon.core import find_places
places = find_places(Path(sys.argv[1]), runtime=Path(sys.argv[1]))
{code}
heavy = ("sqlalchemy", "alembic", "psycopg", "re2", "sqlite3", "asyncio")
print(*(name for name in heavy if name in set(sys.modules) - before))
"""
EVENT = 'events = [hardwon.store.NewEvent("a", "k", "t", {"x": 1})]\n'


def loaded(places: Places, code: str) -> list[str]:
    command = [sys.executable, "-c", LOOK.format(code=f"import hardwon.store\n{code}"), str(places.root)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("", []),
        (EVENT, []),
        (EVENT + "hardwon.store.send(places, events)", []),
        ("hardwon.store.ask(places, {'op': 'ping'})", []),
        ("hardwon.store.OwnerLock.holder(places)", []),
        (EVENT + "hardwon.store.spool_append(places, events)", ["re2"]),
        ("hardwon.store.redact('password')", ["re2"]),
        ("hardwon.store.BlobCache(places.cache).get_many([b'a'])", ["sqlite3"]),
    ],
)
def test_hooks_and_pre_commit_load_only_what_they_use(places: Places, code: str, needed: list[str]) -> None:
    assert set(loaded(places, code)) <= set(needed)


def test_the_package_itself_loads_nothing_else_of_hardwon() -> None:
    code = (
        "import sys; import hardwon.store; print(*sorted(n for n in sys.modules if n.startswith('hardwon')))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["hardwon", "hardwon.store"]


def test_all_that_is_offered_is_there() -> None:
    for name in hardwon.store.__all__:
        assert getattr(hardwon.store, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'Jurnal'"):
        _ = hardwon.store.Jurnal
