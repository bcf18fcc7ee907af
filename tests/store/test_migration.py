import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect

import hardwon.store
from hardwon.store import StoreTooNew
from hardwon.store.migration import newest
from hardwon.store.tables import metadata
from tests.store.stores import Store

SCRIPTS = Path(hardwon.store.__file__).parent / "migrations"


@contextmanager
def connected(store: Store) -> Iterator[Connection]:
    url = store.address.replace("postgresql:", "postgresql+psycopg:") or f"sqlite:///{store.places.journal}"
    engine = create_engine(url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_the_migrations_make_what_the_tables_say(store: Store) -> None:
    with store.open():
        pass
    with connected(store) as connection:
        options = {"include_name": lambda name, kind, _: kind != "table" or name in metadata.tables}
        context = MigrationContext.configure(connection, opts={"compare_type": True, **options})
        assert compare_metadata(context, metadata) == []
        assert set(metadata.tables) <= set(inspect(connection).get_table_names())


def test_the_migrations_are_one_chain_and_files_are_named_after_it() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    chain = [script.revision for script in scripts.walk_revisions()]
    files = sorted(path.name for path in (SCRIPTS / "versions").glob("*.py"))
    assert scripts.get_heads() == [newest()]
    assert sorted(chain) == [name.partition("_")[0] for name in files]


def test_migrations_import_nothing_of_hardwon() -> None:
    files = sorted((SCRIPTS / "versions").glob("*.py"))
    assert files
    assert not [path.name for path in files if "hardwon" in path.read_text(encoding="utf-8")]


def test_each_migration_can_be_taken_back(store: Store) -> None:
    with store.open():
        pass
    with connected(store) as connection:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    with store.open() as journal:
        assert journal.last_offset() == 0


def test_a_database_of_a_newer_hardwon_is_refused_and_left_alone(store: Store) -> None:
    with store.open() as journal:
        epoch = journal.epoch
    store.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreTooNew, match="newer hardwon \\(schema 9999"):
        store.open()
    assert store.reader().epoch == epoch


def test_opening_a_current_journal_does_not_import_alembic(file_store: Store) -> None:
    with file_store.open():
        pass
    code = (
        "import sys; from pathlib import Path\n"
        "from hardwon.core import find_places; from hardwon.store import Journal\n"
        "places = find_places(Path(sys.argv[1]), runtime=Path('.'))\n"
        "Journal.open(places).close(); print('alembic' in sys.modules)"
    )
    root = str(file_store.places.root)
    run = subprocess.run([sys.executable, "-c", code, root], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
