"""What the doctor says: one reading for each thing that hardwon needs, made from values alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

_LOW = 500 * 2**20  # bytes; an index and a journal of a busy repository stay below
_FULL = 50 * 2**20  # bytes
_AHEAD = timedelta(minutes=5)  # clocks of two machines may differ by as much
_CLOSE = 0.8  # of the system's limit
OLDEST_CLOCK = 2026  # the year in which this was written


class Level(Enum):
    """`OK`; `WARN`: works, but not all of it; `FAIL`: does not work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of the doctor: what was looked at, how it is, and what to do about it where it is not well."""

    name: str
    level: Level
    text: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class OwnerSeen:
    """What is known of the journal's owner: the daemon's answer, and who holds the lock."""

    daemon_pid: int | None = None
    daemon_url: str = ""
    lock_pid: int | None = None
    lock_role: str = ""


@dataclass(frozen=True, slots=True)
class JournalSeen:
    """What a reader found: `epoch` is empty where there is no journal yet, `newest` the last event's time."""

    events: int
    offset: int
    epoch: str
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class IndexSeen:
    """How many units can be recalled, up to which event; `current` where that is all of the journal."""

    count: int
    offset: int
    current: bool


def read_python(version: tuple[int, int, int]) -> Reading:
    text = ".".join(map(str, version))
    if version < (3, 11):
        return Reading("python", Level.FAIL, f"{text}; hardwon needs 3.11", "install Python 3.11 or newer")
    return Reading("python", Level.OK, text)


def read_command(path: str | None) -> Reading:
    """`path` is where a shell finds `hardwon`; None where it does not."""
    if path is None:
        step = "activate its environment, or install it for all: pipx install hardwon"
        return Reading(
            "command",
            Level.WARN,
            "a shell does not find `hardwon`: pre-commit refuses every commit there",
            step,
        )
    return Reading("command", Level.OK, path)


def read_git(version: str | None, *, in_repository: bool) -> Reading:
    if version is None:
        step = "install git: apt install git, brew install git, or https://git-scm.com/downloads"
        return Reading("git", Level.WARN, "not found: no history can be imported", step)
    if not in_repository:
        return Reading("git", Level.WARN, f"{version}, but this is no git repository", "git init")
    return Reading("git", Level.OK, version)


def read_state(place: str, *, writable: bool, size: int) -> Reading:
    if writable:
        return Reading("state", Level.OK, f"{place} ({show_size(size)})")
    step = f"give yourself write access: ls -ld {place}"
    return Reading("state", Level.FAIL, f"{place} cannot be written", step)


def read_owner(seen: OwnerSeen) -> Reading:
    if seen.daemon_pid is not None:
        where = f" at {seen.daemon_url}" if seen.daemon_url else ""
        return Reading("owner", Level.OK, f"the daemon runs (process {seen.daemon_pid}){where}")
    if seen.lock_role in ("daemon", "up"):
        text = f"the daemon (process {seen.lock_pid}) does not answer"
        return Reading("owner", Level.WARN, text, f"kill {seen.lock_pid}, then hardwon up: nothing is lost")
    if seen.lock_pid is not None:
        return Reading("owner", Level.OK, f"`hardwon {seen.lock_role}` at work (process {seen.lock_pid})")
    return Reading("owner", Level.OK, "no daemon: all works, a little slower; hardwon up starts one")


def read_journal(seen: JournalSeen) -> Reading:
    if not seen.epoch:
        return Reading("journal", Level.OK, "none yet; the first command that has something to keep makes it")
    return Reading("journal", Level.OK, f"{seen.events:,} events up to {seen.offset:,}, epoch {seen.epoch}")


def read_index(seen: IndexSeen) -> Reading:
    text = f"{seen.count:,} unit{'' if seen.count == 1 else 's'} up to event {seen.offset:,}"
    if seen.current:
        return Reading("index", Level.OK, text)
    return Reading("index", Level.OK, f"{text}; the next owner of the journal brings it up to date")


def read_spool(waiting: int, broken: Sequence[str]) -> Reading:
    """`waiting` files, each of one command; `broken` are the paths of lines that were set aside."""
    if broken:
        text = f"{len(broken)} set aside because they could not be read"
        return Reading("spool", Level.WARN, text, f"look into {broken[0]}, then delete it")
    if waiting:
        text = f"{waiting:,} wait for the journal's next owner"
        return Reading("spool", Level.OK, text)
    return Reading("spool", Level.OK, "empty")


def read_lessons(adopted: int, problems: Sequence[str]) -> Reading:
    """`problems` are sentences with file, line and cure."""
    if problems:
        text = f"{adopted} adopted, {len(problems)} that cannot be read"
        return Reading("lessons", Level.FAIL, text, problems[0])
    if not adopted:
        return Reading("lessons", Level.WARN, "none adopted", "hardwon init, or hardwon lessons new")
    return Reading("lessons", Level.OK, f"{adopted} adopted")


def read_shared(*, ignored: bool) -> Reading:
    """Whether git takes the lessons."""
    if ignored:
        step = "write `!.hardwon/` at the end of .gitignore"
        return Reading("shared", Level.WARN, "git ignores .hardwon/: nobody else gets the lessons", step)
    return Reading("shared", Level.OK, ".hardwon/ goes into git")


def read_installed(missing: Sequence[str]) -> Reading:
    """`missing` are the files that init would write."""
    if missing:
        some = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
        return Reading("installed", Level.WARN, f"{len(missing)} to write: {some}", "hardwon init")
    return Reading("installed", Level.OK, "all that init writes is there")


def read_hook(*, configured: bool, active: bool, available: bool) -> Reading:
    """`configured`: the entry is there; `active`: git calls pre-commit; `available`: it is installed."""
    if not configured:
        return Reading("pre-commit", Level.WARN, "no entry in .pre-commit-config.yaml", "hardwon init")
    if not available:
        step = "pip install pre-commit && pre-commit install"
        return Reading("pre-commit", Level.WARN, "not installed: no commit is checked", step)
    if not active:
        return Reading("pre-commit", Level.WARN, "git does not call it yet", "pre-commit install")
    return Reading("pre-commit", Level.OK, "checks every commit")


def read_agent_hooks(missing: Sequence[str], *, asked: int, command: str | None) -> Reading:
    """`missing` of the `asked` events are not told to hardwon; `command` is what the hooks find to call."""
    if missing:
        which = "no event" if len(missing) == asked else f"no {', '.join(missing)}"
        return Reading("hooks", Level.WARN, f"Claude Code tells hardwon of {which}", "hardwon init")
    if command is None:
        text = "Claude Code's hooks find no `hardwon` (PATH, .venv/bin, ~/.local/bin): they do nothing"
        return Reading("hooks", Level.WARN, text, "pipx install hardwon, or uv tool install hardwon")
    return Reading("hooks", Level.OK, f"Claude Code calls {command}")


def read_hooks_off(path: str) -> Reading:
    text = "Claude Code runs no hook here: `disableAllHooks` is true"
    return Reading("hooks", Level.WARN, text, f"take `disableAllHooks` out of {path}")


def read_extra(name: str, missing: Sequence[str], *, wanted_for: str, needed: bool) -> Reading:
    """An optional part: `missing` are its modules that cannot be imported; `needed` by this configuration."""
    if not missing:
        return Reading(name, Level.OK, wanted_for)
    if not needed:
        return Reading(name, Level.OK, f"not installed, not needed ({wanted_for})")
    text = f"{', '.join(missing)} missing: no {wanted_for}"
    level = Level.FAIL if name == "postgres" else Level.WARN
    return Reading(name, level, text, f"pip install 'hardwon[{name}]'")


def read_watches(directories: int, limit: int | None) -> Reading:
    """`limit` is the system's `max_user_watches`; None where the system has no such limit."""
    if limit is None:
        return Reading("watching", Level.OK, f"{directories:,} directories")
    if directories < limit * _CLOSE:
        return Reading("watching", Level.OK, f"{directories:,} of at most {limit:,} directories")
    enough = max(524_288, 2 * directories)
    step = f"sudo sysctl fs.inotify.max_user_watches={enough} (in /etc/sysctl.d/ to keep it)"
    level = Level.FAIL if directories > limit else Level.WARN
    return Reading("watching", level, f"{directories:,} directories, the system allows {limit:,}", step)


def read_disk(free: int) -> Reading:
    """`free` in bytes."""
    if free >= _LOW:
        return Reading("disk", Level.OK, f"{show_size(free)} free")
    level = Level.FAIL if free < _FULL else Level.WARN
    return Reading(
        "disk", level, f"{show_size(free)} free", "free some space; what is in the journal is safe"
    )


def read_clock(now: datetime, newest: datetime | None) -> Reading:
    if now.year < OLDEST_CLOCK:
        text = f"says {now:%Y-%m-%d}"
        return Reading("clock", Level.FAIL, text, "set it: sudo timedatectl set-ntp true")
    if newest is not None and newest - now > _AHEAD:
        text = f"{now:%Y-%m-%d %H:%M} UTC, but an event is from {newest:%Y-%m-%d %H:%M}"
        return Reading("clock", Level.WARN, text, "set it: sudo timedatectl set-ntp true")
    return Reading("clock", Level.OK, f"{now:%Y-%m-%d %H:%M} UTC")


def show_size(size: int) -> str:
    """Bytes as people say them: `0 B`, `12 kB`, `3.4 MB`."""
    number = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if number >= 10 or unit == "B" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
