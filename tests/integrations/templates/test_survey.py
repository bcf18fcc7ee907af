"""What a project's code tells of its names."""

from hypothesis import given
from hypothesis import strategies as st

from hardwon.integrations import survey
from hardwon.integrations.templates.names import Factory, Logging, Place

_DB = """\
from contextlib import asynccontextmanager
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, sessionmaker

engine = create_async_engine("sqlite+aiosqlite://")
SessionLocal = sessionmaker()
new_session: async_sessionmaker[AsyncSession] = async_sessionmaker(engine)


class Base(DeclarativeBase):
    pass


async def get_db():
    async with new_session() as session:
        yield session


@asynccontextmanager
async def session_scope():
    async with new_session() as session:
        yield session
"""
_JOBS = """\
from enum import StrEnum
from .db import new_session


class State(StrEnum):
    QUEUED = "queued"
    IN_PROGRESS = "in-progress"
    FINISHED = "finished"
    ERROR = "error"


class JobStore:
    def __init__(self, session):
        self.session = session

    async def set_job_state(self, job_id: int, state: State, message: str = "") -> None: ...


class FakeJobStore(Protocol):
    async def set_job_state(self, job_id, state): ...
"""
_PACKAGE = {"src/shop/__init__.py": "", "src/shop/db.py": _DB, "src/shop/jobs.py": _JOBS}


def _place(name: str, module: str, line: int) -> Place:
    return Place(name, module, f"src/{module.replace('.', '/')}.py", line)


def test_the_asynchronous_factory_goes_before_others_and_its_module_is_as_it_is_imported() -> None:
    names = survey(_PACKAGE)
    assert names.factory == Factory(_place("new_session", "shop.db", 7), is_async=True)
    assert names.dependency == Factory(_place("get_db", "shop.db", 14), is_async=True)
    assert names.base == _place("Base", "shop.db", 10)
    assert (names.package, names.roots) == ("src/shop", frozenset({"shop"}))


def test_where_there_is_no_factory_a_context_that_gives_sessions_is_one() -> None:
    text = _DB.replace("async_sessionmaker(engine)", "other(engine)").replace("sessionmaker()", "other()")
    names = survey({"shop/__init__.py": "", "shop/db.py": text})
    assert names.factory is not None
    assert names.factory.place.name == "session_scope"
    made = "from contextlib import asynccontextmanager\nget_session_ctx = asynccontextmanager(get_session)\n"
    names = survey({"shop/__init__.py": "", "shop/db.py": made})
    assert names.factory == Factory(Place("get_session_ctx", "shop.db", "shop/db.py", 2), is_async=True)


def test_an_object_that_makes_sessions_is_found_with_the_member_that_does() -> None:
    scope = """\
class Database:
    @asynccontextmanager
    async def session(self):
        yield self._make()

    @contextmanager
    def session_for(self, user):
        yield None


database = Database()
"""
    names = survey({"shop/__init__.py": "", "shop/db.py": scope})
    place = Place("database", "shop.db", "shop/db.py", 11)
    assert names.factory == Factory(place, is_async=True, member="session")
    made = "class Db:\n    def __init__(self):\n        self.sessions = async_sessionmaker()\n\ndb = Db()\n"
    names = survey({"shop/__init__.py": "", "shop/db.py": made})
    assert names.factory == Factory(Place("db", "shop.db", "shop/db.py", 5), is_async=True, member="sessions")
    assert survey({"shop/__init__.py": "", "shop/db.py": made.replace("db = Db()", "")}).factory is None


def test_a_function_that_hands_the_factory_over_is_known_as_one() -> None:
    text = "def get_factory() -> async_sessionmaker[AsyncSession]:\n    return app.state.factory\n"
    names = survey({"shop/__init__.py": "", "shop/db.py": text})
    assert names.factory == Factory(
        Place("get_factory", "shop.db", "shop/db.py", 1), is_async=True, is_made=True
    )


def test_the_job_manager_is_the_class_that_takes_a_state_and_says_what_it_needs() -> None:
    manager = survey(_PACKAGE).manager
    assert manager is not None
    assert (manager.place.name, manager.instance, manager.needs) == ("JobStore", None, ("session",))
    assert manager.update is not None
    assert [(one.name, one.annotation, one.is_required) for one in manager.update.params] == [
        ("job_id", "int", True),
        ("state", "State", True),
        ("message", "str", False),
    ]


def test_an_object_of_the_manager_is_found_in_whichever_module_it_is() -> None:
    more = {"src/shop/deps.py": "from shop.jobs import JobStore\nstore = JobStore(None)\n"}
    alone = survey(_PACKAGE | more).manager
    assert alone is not None
    assert alone.instance is None  # nobody imports it: it is that file's own
    more["src/shop/api.py"] = "from shop.deps import store\n"
    manager = survey(_PACKAGE | more).manager
    assert manager is not None
    assert manager.instance == _place("store", "shop.deps", 2)


def test_methods_for_each_state_and_functions_are_managers_too() -> None:
    by_state = "class RunTracker:\n" + "".join(
        f"    def {name}(self, run_id: str): ...\n" for name in ("mark_running", "complete_run", "fail_run")
    )
    manager = survey({"a/__init__.py": "", "a/runs.py": by_state}).manager
    assert manager is not None
    assert {state: method.name for state, method in manager.by_state.items()} == {
        "running": "mark_running",
        "completed": "complete_run",
        "failed": "fail_run",
    }
    function = "async def update_job_status(job_id: str, status: str): ...\n"
    manager = survey({"a/__init__.py": "", "a/crud.py": function}).manager
    assert manager is not None
    assert (manager.place.name, manager.is_class) == ("update_job_status", False)


def test_what_is_about_something_else_is_no_job_manager() -> None:
    texts = {
        "a/__init__.py": "",
        "a/orders.py": "class OrderService:\n    def update_status(self, order_id, status): ...\n",
        "a/jobs.py": "class Job(Base):\n    __tablename__ = ''\n    def set_status(self, a, status): ...\n",
        "tests/fakes.py": "class JobManager:\n    def update_status(self, job_id, status): ...\n",
    }
    assert survey(texts).manager is None


def test_most_modules_say_how_a_logger_is_made() -> None:
    own = "from shop.log import get_logger\n\nlog = get_logger(__name__)\n"
    texts = {"shop/__init__.py": "", "shop/a.py": own, "shop/b.py": own}
    texts["shop/c.py"] = "import logging\nlogger = logging.getLogger(__name__)\n"
    expected = Logging("own", "from shop.log import get_logger", "log", "get_logger(__name__)")
    assert survey(texts).logging == expected
    relative = own.replace("shop.log", "..log")
    assert (
        survey({"shop/__init__.py": "", "shop/x/__init__.py": "", "shop/x/a.py": relative}).logging
        == expected
    )
    assert survey({"a.py": "from loguru import logger\n"}).logging == Logging(
        "loguru", "from loguru import logger", "logger", ""
    )


def test_models_have_their_columns_with_types() -> None:
    text = """\
class Order(Base):
    __tablename__ = "orders"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    state = Column(String(20))
    total: Mapped[int]
"""
    [model] = survey({"a/__init__.py": "", "a/models.py": text}).models
    assert model.columns == {"id": "UUID", "state": "str", "total": "int"}
    assert model.key == "UUID"


@given(st.dictionaries(st.sampled_from(["a.py", "a/b.py", "src/a/c.py"]), st.text(max_size=120)))
def test_no_text_makes_it_fail(texts: dict[str, str]) -> None:
    assert survey(texts).models == ()


def test_a_file_that_does_not_parse_hides_no_other() -> None:
    names = survey({**_PACKAGE, "src/shop/broken.py": "class JobManager(:\n  sessionmaker status"})
    assert names.factory is not None
    assert names.manager is not None
