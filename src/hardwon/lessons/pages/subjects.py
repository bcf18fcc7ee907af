"""The subjects where mistakes repeat: background jobs, async, the database, status, planning."""

import re
from dataclasses import dataclass
from functools import cache

from hardwon.lessons.pages.lesson import Lesson
from hardwon.lessons.pages.patches import Change
from hardwon.lessons.pages.stems import Speech, says, speech


@dataclass(frozen=True, slots=True)
class _Subject:
    """How a subject shows: `asked` phrases in a prompt, `told` words in a lesson's title, `code` in changed
    lines, `paths` of files. `asked` are narrower than `told`: a title is short and about one thing.
    """

    asked: str
    told: str
    code: str
    paths: str = r"(?!)"


_SUBJECTS = {
    "background jobs": _Subject(
        asked="background job, background task, background work, background function, background worker,"
        " background process, job queue, task queue, queue worker, cron job, scheduled job, job manager,"
        " async job, import job, export job, long running job, long running task, job status, celery,"
        " backgroundtasks, job stuck, stuck job, failed job, jobs fail",
        told="job worker celery queue background enqueue",
        code=r"\bBackgroundTasks?\b|\badd_task\(|\b(?:create_task|ensure_future|start_soon)\(|\.delay\(|"
        r"\.apply_async\(|\benqueue(?:_job)?\(|@(?:\w+\.)*(?:shared_task|task|actor|job)\b|\badd_job\(|"
        r"\bjob_(?:id|manager)\b|\bJobManager\b|\bdef \w*(?:_job|_worker)\(",
    ),
    "async": _Subject(
        asked="event loop, async function, async code, make async, asyncio, coroutine, async await,"
        " blocking call, run until complete, task group, async endpoint, async handler",
        told="async await asyncio coroutine loop awaited awaiting",
        code=r"\b(?:asyncio|anyio|trio)\.(?:run|gather|wait|wait_for|timeout|shield|to_thread|sleep)\(|"
        r"\brun_(?:until_complete|in_executor|forever)\(|\b(?:get|new)_event_loop\(|\bTaskGroup\(|"
        r"\bnest_asyncio\b|^\s*async def \w+\(",
    ),
    "migrations": _Subject(
        asked="migration, alembic, schema change, alter table, add column, new column, drop column,"
        " database schema, db schema",
        told="migration migrate alembic",
        code=r"\bop\.(?:add_column|drop_column|create_table|drop_table|alter_column|create_index|execute)\(|"
        r"\bmigrations\.\w+\(|\b(?:ALTER|CREATE|DROP) (?:TABLE|INDEX|COLUMN)\b",
        paths=r"(?:^|/)(?:migrations?|alembic/versions|db/migrate)/",
    ),
    "database sessions": _Subject(
        asked="database session, db session, session factory, sessionmaker, async session, connection pool,"
        " database transaction, db transaction, share session, detached instance, engine per process",
        told="session transaction detached sessionmaker",
        code=r"\b\w*sessionmaker\b|\bsession_factory\b|\bcreate_(?:async_)?engine\(|\bAsyncSession\(|"
        r"\bsession\.(?:add|add_all|commit|merge|flush|refresh|rollback|begin)\(",
    ),
    "queries": _Subject(
        asked="sql query, database query, db query, slow query, n+1, n plus one, lazy loading, eager loading,"
        " foreign key, database index, query database, orm query, load from database",
        told="query sql orm n+1 select",
        code=r"\bsession\.(?:get|query|scalars?|execute)\(|\bmapped_column\(|\brelationship\(|"
        r"\bForeignKey\(|\b(?:selectin|joined|sub(?:query))load\(|\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|"
        r"\.objects\.(?:filter|get|all|create|exclude|bulk_create)\(",
    ),
    "status": _Subject(
        asked="job status, task status, stuck in pending, stays pending, status update, update status,"
        " status field, status transition, state machine, status pending, status running",
        told="status pending progress",
        code=r"\b(?:Job|Task|Run|Import|Export|Order)?Status\.[A-Z]|\bstatus\s*=\s*[\"']|"
        r"\bupdate_\w*(?:status|progress)\(|\.status\s*=[^=]",
    ),
    "planning": _Subject(
        asked="work plan, project plan, plan work, plan phases, plan sprint, work breakdown, break down,"
        " task list, write plan, make plan, roadmap, estimate effort, delegate, delegation, in parallel"
        " agents, orchestrate",
        told="plan planning phase estimate delegate delegation orchestrate roadmap",
        code=r"(?!)",
        paths=r"(?:^|/)(?:plans?/[^/]+\.(?:md|ya?ml)|(?:plan|todo|tasks|roadmap)\.md)$",
    ),
}


def asked_about(prompt: str) -> frozenset[str]:
    """The subjects of the work that the words of a prompt ask for."""
    return asked_in(speech(prompt))


def asked_in(spoken: Speech) -> frozenset[str]:
    """The same of words that were made ready."""
    return frozenset(
        name
        for name, subject in _SUBJECTS.items()
        if any(says(spoken, phrase.strip()) for phrase in subject.asked.split(","))
    )


def told_about(lesson: Lesson) -> frozenset[str]:
    """The subjects of a lesson, all of which work must touch to be about the same: those of its title.

    Where the title names none, those that its prompt triggers ask about.
    """
    said = speech(lesson.title)
    by_title = {n for n, subject in _SUBJECTS.items() if any(says(said, one) for one in subject.told.split())}
    return frozenset(by_title or set().union(*(asked_about(prompt) for prompt in lesson.triggers.prompt)))


def touched_by(change: Change) -> dict[str, str]:
    """The subjects that a changed file touches, each with the words or the path that show it."""
    found: dict[str, str] = {}
    for name, subject in _SUBJECTS.items():
        if re.search(subject.paths, change.path, re.IGNORECASE):
            found[name] = change.path
        elif not change.is_prose and (match := _code(subject.code).search(change.text)):
            found[name] = match[0].strip().rstrip("(")
    return found


@cache
def _code(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)
