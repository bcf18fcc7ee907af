"""Templates in a project's own names, and what stays marked."""

import ast
from itertools import product

import pytest

from hardwon.check import check_texts
from hardwon.integrations import Adapted, ProjectNames, adapt, catalog, survey
from hardwon.lessons import pack, pack_names

_JOB = pack("async-jobs").templates["job.py.txt"]
_TASK = pack("async-jobs").templates["task.py.txt"]
_ASYNC = {
    "shop/__init__.py": "",
    "shop/db.py": """\
from sqlalchemy.ext.asyncio import async_sessionmaker

Sessions = async_sessionmaker()


async def get_db():
    async with Sessions() as session:
        yield session
""",
    "shop/states.py": """\
from enum import Enum


class State(Enum):
    WAITING = 1
    IN_PROGRESS = 2
    DONE = 3
    ERROR = 4
""",
    "shop/jobs.py": """\
from shop.states import State


class JobTracker:
    async def set_state(self, job_id: int, state: State, *, message: str = "", reason: str = "") -> None: ...


tracker = JobTracker()
""",
    "shop/models.py": """\
class OrderLine(Base):
    __tablename__ = "lines"
    id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    count: Mapped[int]
""",
    "shop/log.py": "import structlog\n\nlog = structlog.get_logger()\n",
}
_SYNC = {
    "shop/__init__.py": "",
    "shop/db.py": """\
from sqlalchemy.orm import sessionmaker

SessionLocal = sessionmaker()


def get_session():
    with SessionLocal() as session:
        yield session
""",
    "shop/jobs.py": """\
class JobService:
    def mark_running(self, job_id: str) -> None: ...
    def complete_job(self, job_id: str) -> None: ...
    def fail_job(self, job_id: str, error: str) -> None: ...
""",
    "shop/a.py": "from loguru import logger\n",
}
_STRANGE = {
    "shop/__init__.py": "",
    "shop/db.py": "from sqlalchemy.orm import sessionmaker\n\nrecord = sessionmaker()\n",
    "shop/jobs.py": """\
class TaskManager:
    def __init__(self, session, clock=None): ...
    async def update_task_status(self, task_id: str, status: str, actor: "User", progress: float) -> None: ...
""",
}
_PROJECTS = {"none": {}, "async": _ASYNC, "sync": _SYNC, "strange": _STRANGE}


def _adapted(text: str, project: dict[str, str], own_name: str = "") -> Adapted:
    return adapt(text, survey(project), own_name=own_name)


def test_an_asynchronous_project_is_spoken_to_in_its_own_words() -> None:
    result = _adapted(_JOB, _ASYNC, "import_order_lines")
    assert (
        result.text
        == '''\
"""A background job: it says that it runs, works in a session of its own, and says how it ended.

Start it with ids only:  tasks.add_task(import_order_lines, job_id, record.id)
"""

import structlog

from shop.db import Sessions
from shop.jobs import tracker
from shop.models import OrderLine
from shop.states import State

log = structlog.get_logger()


async def import_order_lines(job_id: int, record_id: str) -> None:
    # First: whoever watches the job can tell from now on that it runs.
    await tracker.set_state(job_id, state=State.IN_PROGRESS, message="Starting")
    log.info("job starts", job_id=job_id, record_id=record_id)
    try:
        # A session of its own: the one that started the job is closed by now.
        async with Sessions() as session:
            record = await session.get(OrderLine, record_id)
            if record is None:
                raise LookupError(f"record {record_id} is gone")
            record.status = "done"
            await session.commit()
    except Exception as error:
        log.exception("job failed", job_id=job_id, record_id=record_id)
        await tracker.set_state(job_id, state=State.ERROR, reason=str(error))
        raise
    await tracker.set_state(job_id, state=State.DONE)
    log.info("job is done", job_id=job_id, record_id=record_id)
'''
    )
    assert result.left == ()
    assert [(one.role, one.place.name) for one in result.used] == [
        ("manager", "tracker"),
        ("factory", "Sessions"),
        ("model", "OrderLine"),
    ]


def test_a_synchronous_project_gets_synchronous_code() -> None:
    text = _adapted(_JOB, _SYNC).text
    assert "async" not in text.partition('"""\n\n')[2]
    assert "await" not in text
    assert "job_manager = JobService()\n" in text
    assert '    job_manager.mark_running(job_id)\n    logger.info("job {} starts: record {}"' in text
    assert "        job_manager.fail_job(job_id, error=str(error))\n" in text
    assert "with SessionLocal() as session:" in text
    task = _adapted(_TASK, _SYNC).text
    assert "from sqlalchemy.orm import Session\n" in task
    assert "session: Session = Depends(get_session)" in task


def test_what_is_not_found_stays_and_is_marked() -> None:
    result = _adapted(_JOB, {})
    assert [one.name for one in result.left] == ["job_manager", "session_factory", "Record"]
    marked = [line for line in result.text.splitlines() if line.startswith("from app.")]
    assert len(marked) == 3
    assert all("  # put yours here: " in line for line in marked)
    assert "Put your own in for `job_manager` and `session_factory` and `Record`." in result.text


def test_a_docstring_that_has_nothing_left_to_ask_for_is_one_line() -> None:
    names = {**_ASYNC, "shop/x.py": "from app import examples\n"}
    text = _adapted(_TASK, names, "mail_order_lines").text
    assert text.splitlines()[0].endswith('its answer, with ids only."""')
    assert "from app" not in text


def test_arguments_that_only_a_person_knows_are_marked_where_they_stand() -> None:
    result = _adapted(_JOB, _STRANGE)
    assert "job_manager = TaskManager(...)  # put yours here: session\n" in result.text
    assert "    # put yours here: actor: 'User'\n    await job_manager.update_task_status(" in result.text
    assert "    # put yours here: actor: 'User', progress: float\n    await " in result.text
    names = {one.name for one in result.left}
    assert {"TaskManager(…)", "TaskManager: actor: 'User'", "session_factory", "Record", '"running"'} <= names
    assert "synchronous factory" not in result.text
    assert "from app.database import session_factory  # put yours here: what makes a session" in result.text


def test_a_name_that_means_something_else_in_the_template_is_imported_under_another() -> None:
    project = {**_SYNC, "shop/db.py": "from sqlalchemy.orm import sessionmaker\n\nrecord = sessionmaker()\n"}
    text = _adapted(_JOB, project).text
    assert "from shop.db import record as session_factory\n" in text
    assert "with session_factory() as session:" in text


def test_sessions_of_an_object_and_of_a_function_are_asked_for_there() -> None:
    made = "class Db:\n    def __init__(self):\n        self.sessions = async_sessionmaker()\n\ndb = Db()\n"
    text = _adapted(_JOB, {**_ASYNC, "shop/db.py": made}).text
    assert "from shop.db import db\n" in text
    assert "        async with db.sessions() as session:\n" in text
    handed = "def get_sessions() -> async_sessionmaker: ...\n"
    text = _adapted(_JOB, {**_ASYNC, "shop/db.py": handed}).text
    assert "        async with get_sessions()() as session:\n" in text


def test_columns_that_the_model_does_not_have_are_not_set() -> None:
    project = {**_ASYNC, "shop/models.py": _ASYNC["shop/models.py"].replace("    status: Mapped[str]\n", "")}
    text = _adapted(_JOB, project, "import_order_lines").text
    assert "record.state" not in text
    assert "updated_at" not in text
    assert "            # put yours here: what changes in OrderLine\n" in text


def test_the_table_of_jobs_is_not_what_a_job_works_on() -> None:
    job = {"shop/job.py": "class Job(Base):\n    __tablename__ = 'jobs'\n    id: Mapped[int]\n"}
    assert "Record" in {one.name for one in _adapted(_JOB, _ASYNC | job, "export_job").left}


_TEXTS = {
    f"{name}/{file}": text
    for name in pack_names()
    for file, text in pack(name).templates.items()
    if file.endswith(".py.txt")
} | {one.source: one.text for name in pack_names() for one in catalog({}, [], pack(name).lessons)}


@pytest.mark.parametrize(("template", "project"), list(product(_TEXTS, _PROJECTS)))
def test_every_template_compiles_in_every_project_and_breaks_no_lesson(template: str, project: str) -> None:
    texts = _PROJECTS[project]
    own = "made_here" if template.startswith("async-jobs") else ""
    result = _adapted(_TEXTS[template], texts, own)
    ast.parse(result.text)
    assert result.text.strip()
    path = "shop/made_here.py"
    found = check_texts({**texts, path: result.text}).findings
    before = check_texts({path: _TEXTS[template]}).findings
    assert {one.rule for one in found if one.path == path and one.severity != "advice"} <= {
        one.rule for one in before
    }


@pytest.mark.parametrize("template", ["async-jobs/job.py.txt", "async-jobs/task.py.txt"])
@pytest.mark.parametrize("project", ["async", "sync"])
def test_job_and_task_pass_the_check_where_all_is_there(template: str, project: str) -> None:
    text = _adapted(_TEXTS[template], _PROJECTS[project], "import_order_lines").text
    found = check_texts({**_PROJECTS[project], "shop/made_here.py": text}).findings
    assert [one.message for one in found if one.path == "shop/made_here.py"] == []


def test_what_is_no_python_stays_as_it_is() -> None:
    assert adapt("on:\n  push: [main]\n", ProjectNames()).text == "on:\n  push: [main]\n"
    assert adapt("", ProjectNames()).text == ""


def test_it_gives_the_same_for_the_same() -> None:
    assert _adapted(_JOB, _ASYNC) == _adapted(_JOB, dict(reversed(_ASYNC.items())))
