"""The doctor: looks at the machine and the repository, and says what is missing and how to get it."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from hardwon.core import Clock, HardwonError, Places, Settings, parse_iso
from hardwon.integrations import readings
from hardwon.integrations.changes import size_of
from hardwon.integrations.claude_hooks import EVENTS, IN_HOME, IN_PROJECT
from hardwon.integrations.claude_settings import SETTINGS, are_switched_off, has_plugin, missing_events
from hardwon.integrations.installation import HOME
from hardwon.integrations.precommit import CONFIG
from hardwon.integrations.readings import IndexSeen, JournalSeen, Level, OwnerSeen, Reading
from hardwon.integrations.repository import ask_git
from hardwon.integrations.starters import plan_init_here
from hardwon.lessons import Shelf, open_memory
from hardwon.store import JournalReader, OwnerLock, ask

_SERVER = ("fastapi", "uvicorn", "websockets", "jinja2")
_POSTGRES = ("psycopg",)
_WATCH_LIMIT = Path("/proc/sys/fs/inotify/max_user_watches")


@dataclass(frozen=True, slots=True)
class Patient:
    """What the doctor looks at; `open_reader` may raise `HardwonError`, `home` is the user's."""

    places: Places
    settings: Settings
    clock: Clock
    shelf: Shelf
    open_reader: Callable[[], AbstractContextManager[JournalReader]]
    home: Path


def examine(patient: Patient) -> tuple[Reading, ...]:
    """A reading for each thing that hardwon needs, always the same ones in the same order.

    Nothing is changed or made. What cannot even be looked at reads as a failure that names the error.
    """
    places = patient.places
    probes: tuple[tuple[str, Callable[[], Reading]], ...] = (
        ("python", lambda: readings.read_python(sys.version_info[:3])),
        ("command", lambda: readings.read_command(shutil.which("hardwon"))),
        ("git", lambda: readings.read_git(_git_version(), in_repository=places.git_dir is not None)),
        ("server", lambda: _extra("server", _SERVER, wanted_for="the page of hardwon up", needed=True)),
        ("postgres", lambda: _postgres(patient.settings.database)),
        ("state", lambda: _state(places)),
        ("owner", lambda: readings.read_owner(_owner(places))),
        ("journal", lambda: readings.read_journal(_journal(patient))),
        ("index", lambda: _index(patient)),
        ("spool", lambda: _spool(places)),
        ("installed", lambda: readings.read_installed(_missing(patient))),
        ("lessons", lambda: _lessons(patient.shelf)),
        ("shared", lambda: readings.read_shared(ignored=_is_ignored(places))),
        ("pre-commit", lambda: _hook(places)),
        ("hooks", lambda: _agent_hooks(places, patient.home)),
        ("watching", lambda: readings.read_watches(_count_directories(places.root), _watch_limit())),
        ("disk", lambda: readings.read_disk(shutil.disk_usage(_existing(places.state)).free)),
        ("clock", lambda: readings.read_clock(patient.clock.now(), _journal(patient).newest)),
    )
    return tuple(_guarded(name, probe) for name, probe in probes)


def is_well(found: Sequence[Reading]) -> bool:
    """Whether nothing fails; warnings are no failure."""
    return all(reading.level is not Level.FAIL for reading in found)


def _guarded(name: str, probe: Callable[[], Reading]) -> Reading:
    try:
        return probe()
    except HardwonError as error:
        return Reading(name, Level.FAIL, error.what, error.next_step)
    except OSError as error:
        return Reading(name, Level.FAIL, f"cannot be looked at: {error}", "mend that, then ask again")


def _git_version() -> str | None:
    run = ask_git("--version", root=Path("/"))
    return run.stdout.strip().removeprefix("git version ") if run else None


def _extra(name: str, modules: Sequence[str], *, wanted_for: str, needed: bool) -> Reading:
    missing = [module for module in modules if find_spec(module) is None]
    return readings.read_extra(name, missing, wanted_for=wanted_for, needed=needed)


def _postgres(database: str) -> Reading:
    return _extra("postgres", _POSTGRES, wanted_for="a team's journal in PostgreSQL", needed=bool(database))


def _state(places: Places) -> Reading:
    effective = os.access in os.supports_effective_ids
    writable = os.access(_existing(places.state), os.W_OK | os.X_OK, effective_ids=effective)
    return readings.read_state(str(places.state), writable=writable, size=size_of(places.state))


def _owner(places: Places) -> OwnerSeen:
    answer = ask(places, {"op": "ping"}, timeout=1)
    holder = OwnerLock.holder(places)
    return OwnerSeen(
        daemon_pid=int(answer["pid"]) if answer and "pid" in answer else None,
        daemon_url=str(answer.get("url") or "") if answer else "",
        lock_pid=holder.pid if holder else None,
        lock_role=holder.role if holder else "",
    )


def _journal(patient: Patient) -> JournalSeen:
    with patient.open_reader() as reader:
        offset = reader.last_offset()
        newest = reader.read(offset - 1, limit=1) if offset else []
        time = parse_iso(newest[0].time) if newest else None
        return JournalSeen(reader.count(), offset, reader.epoch, time)


def _index(patient: Patient) -> Reading:
    journal = _journal(patient)
    with open_memory(patient.places, lambda: patient.shelf) as memory:
        current = not journal.offset or memory.is_current(journal.epoch, journal.offset)
        return readings.read_index(IndexSeen(memory.count, memory.offset, current))


def _missing(patient: Patient) -> list[str]:
    # Without the pack: a repository may well keep none of its lessons.
    plan = plan_init_here(patient.places, patient.settings, patient.shelf, bring_pack=False)
    return [change.path for change in plan.changes]


def _spool(places: Places) -> Reading:
    aside = places.spool / "broken"
    waiting = sum(1 for _ in places.spool.glob("*.jsonl"))
    return readings.read_spool(waiting, [str(path) for path in sorted(aside.glob("*"))])


def _lessons(shelf: Shelf) -> Reading:
    return readings.read_lessons(len(shelf.adopted()), [str(problem) for problem in shelf.problems()])


def _is_ignored(places: Places) -> bool:
    if places.git_dir is None:
        return False
    run = ask_git("check-ignore", "-q", f"{HOME}/lessons/any.md", root=places.root)
    return run is not None and run.returncode == 0


def _hook(places: Places) -> Reading:
    config = places.root / CONFIG
    text = config.read_text(encoding="utf-8", errors="replace") if config.is_file() else ""
    return readings.read_hook(
        configured="hardwon check" in text,
        active=is_precommit_active(places),
        available=shutil.which("pre-commit") is not None or find_spec("pre_commit") is not None,
    )


def _agent_hooks(places: Places, home: Path) -> Reading:
    file = places.root / SETTINGS
    settings = file.read_bytes() if file.is_file() else None
    if are_switched_off(settings):
        return readings.read_hooks_off(SETTINGS)
    own = home / SETTINGS
    plugin = any(map(has_plugin, (settings, own.read_bytes() if own.is_file() else None)))
    missing = () if plugin else missing_events(settings)
    beyond = f"{places.root / IN_PROJECT}{os.pathsep}{home / IN_HOME}"
    command = shutil.which("hardwon") or shutil.which("hardwon", path=beyond)
    return readings.read_agent_hooks(missing, asked=len(EVENTS), command=command)


def is_precommit_active(places: Places) -> bool:
    """Whether a `git commit` here calls pre-commit."""
    if places.git_dir is None:
        return False
    run = ask_git("rev-parse", "--git-path", "hooks/pre-commit", root=places.root)
    path = (
        places.root / run.stdout.strip()
        if run and run.returncode == 0
        else places.git_dir / "hooks/pre-commit"
    )
    return path.is_file() and b"pre-commit" in path.read_bytes()


def _watch_limit() -> int | None:
    return int(_WATCH_LIMIT.read_text()) if _WATCH_LIMIT.exists() else None


def _count_directories(root: Path) -> int:
    """The directories that a watcher may have to watch; git's own are not among them."""
    count = 0
    for _, names, _ in os.walk(root):
        names[:] = [name for name in names if name != ".git"]
        count += 1
    return count


def _existing(path: Path) -> Path:
    """`path`, or its nearest parent that exists."""
    return next((place for place in (path, *path.parents) if place.exists()), path)
