import random
import shutil
import string
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from hardwon.core import Places, find_places
from tests.store.postgres import binaries, running_server
from tests.store.stores import Store

settings.register_profile("hardwon", deadline=None, derandomize=True)
settings.load_profile("hardwon")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    repository = tmp_path / "repository"
    repository.mkdir()
    return find_places(repository, runtime=tmp_path)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    found = binaries()
    if found is None:
        pytest.skip("PostgreSQL is not installed (no initdb in PATH or /usr/lib): apt-get install postgresql")
    with running_server(found) as address:
        yield address


@pytest.fixture
def make_database(request: pytest.FixtureRequest) -> Callable[[], str]:
    address = request.getfixturevalue("server")

    def make() -> str:
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            [number] = connection.execute("SELECT count(*) FROM pg_database").fetchone() or [0]
            connection.execute(f"CREATE DATABASE test{number} TEMPLATE template0")
        return f"{address}/test{number}"

    return make


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, places: Places) -> Store:
    """The same tests on both databases."""
    if request.param == "sqlite":
        return Store(places, "")
    return Store(places, request.getfixturevalue("make_database")())


@pytest.fixture
def file_store(places: Places) -> Store:
    """For what only a file can suffer."""
    return Store(places, "")


@pytest.fixture
def open_ground() -> Iterator[Places]:
    """Places that any user may reach, unlike pytest's own directories."""
    home = Path(tempfile.mkdtemp(prefix="hardwon-open-"))
    home.chmod(0o755)
    yield find_places(home, runtime=home)
    shutil.rmtree(home)


@pytest.fixture
def secret() -> str:
    """A token that looks like one, made up anew each time."""
    return "ghp_" + "".join(random.choice(string.ascii_letters + string.digits) for _ in range(36))
