"""Each reading says how it is, and the next step where it is not well."""

from datetime import UTC, datetime, timedelta

import pytest

from hardwon.integrations.readings import (
    IndexSeen,
    JournalSeen,
    Level,
    OwnerSeen,
    Reading,
    read_agent_hooks,
    read_clock,
    read_command,
    read_disk,
    read_extra,
    read_git,
    read_hook,
    read_index,
    read_installed,
    read_journal,
    read_lessons,
    read_owner,
    read_python,
    read_shared,
    read_spool,
    read_state,
    read_watches,
    show_size,
)

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
WELL = (
    read_python((3, 11, 0)),
    read_git("2.39.5", in_repository=True),
    read_command("/usr/bin/hardwon"),
    read_state(".git/hardwon", writable=True, size=12),
    read_owner(OwnerSeen()),
    read_owner(OwnerSeen(daemon_pid=7, daemon_url="http://127.0.0.1:7433", lock_pid=7, lock_role="daemon")),
    read_owner(OwnerSeen(lock_pid=7, lock_role="import")),
    read_journal(JournalSeen(0, 0, "")),
    read_journal(JournalSeen(1234, 1250, "abc", NOW)),
    read_index(IndexSeen(10, 20, current=True)),
    read_index(IndexSeen(10, 20, current=False)),
    read_spool(0, []),
    read_spool(3, []),
    read_lessons(6, []),
    read_shared(ignored=False),
    read_installed([]),
    read_hook(configured=True, active=True, available=True),
    read_agent_hooks([], asked=9, command="/usr/bin/hardwon"),
    read_extra("server", [], wanted_for="the page", needed=True),
    read_extra("postgres", ["psycopg"], wanted_for="a team", needed=False),
    read_watches(1000, 8192),
    read_watches(1000, None),
    read_disk(10**9),
    read_clock(NOW, None),
    read_clock(NOW, NOW + timedelta(minutes=1)),
)
UNWELL = {
    "3.11": (read_python((3, 10, 2)), Level.FAIL),
    "install git": (read_git(None, in_repository=False), Level.WARN),
    "pipx install hardwon": (read_command(None), Level.WARN),
    "git init": (read_git("2.39.5", in_repository=False), Level.WARN),
    "ls -ld": (read_state("/x", writable=False, size=0), Level.FAIL),
    "kill 7": (read_owner(OwnerSeen(lock_pid=7, lock_role="daemon")), Level.WARN),
    "look into /s/broken/1": (read_spool(0, ["/s/broken/1"]), Level.WARN),
    "x.md:4: bad -> mend": (read_lessons(5, ["x.md:4: bad -> mend"]), Level.FAIL),
    "hardwon lessons new": (read_lessons(0, []), Level.WARN),
    ".gitignore": (read_shared(ignored=True), Level.WARN),
    "hardwon init": (read_installed(["CLAUDE.md"]), Level.WARN),
    "pip install pre-commit": (read_hook(configured=True, active=False, available=False), Level.WARN),
    "pre-commit install": (read_hook(configured=True, active=False, available=True), Level.WARN),
    "init": (read_hook(configured=False, active=False, available=True), Level.WARN),
    "uv tool install hardwon": (read_agent_hooks([], asked=9, command=None), Level.WARN),
    "on init": (read_agent_hooks(["Stop"], asked=9, command=None), Level.WARN),
    "pip install 'hardwon[server]'": (
        read_extra("server", ["uvicorn"], wanted_for="the page", needed=True),
        Level.WARN,
    ),
    "pip install 'hardwon[postgres]'": (
        read_extra("postgres", ["psycopg"], wanted_for="a team", needed=True),
        Level.FAIL,
    ),
    "max_user_watches=524288": (read_watches(8000, 8192), Level.WARN),
    "max_user_watches=2000000": (read_watches(1_000_000, 8192), Level.FAIL),
    "free some": (read_disk(100 * 2**20), Level.WARN),
    "space": (read_disk(2**20), Level.FAIL),
    "timedatectl": (read_clock(datetime(1970, 1, 1, tzinfo=UTC), None), Level.FAIL),
    "set-ntp": (read_clock(NOW, NOW + timedelta(hours=1)), Level.WARN),
}


@pytest.mark.parametrize("reading", WELL, ids=lambda reading: reading.name)
def test_what_is_well_needs_no_step(reading: Reading) -> None:
    assert reading.level is Level.OK
    assert reading.next_step == ""
    assert reading.text


@pytest.mark.parametrize(("step", "found"), UNWELL.items(), ids=UNWELL)
def test_what_is_not_well_comes_with_the_next_step(step: str, found: tuple[Reading, Level]) -> None:
    reading, level = found
    assert reading.level is level
    assert step in reading.next_step


def test_many_missing_files_are_counted_and_some_named() -> None:
    assert read_installed(["a", "b", "c", "d"]).text == "4 to write: a, b, c …"


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (12_345, "12 kB"),
        (3_400_000, "3.4 MB"),
        (7 * 10**12, "7.0 TB"),
    ],
)
def test_sizes_are_said_as_people_say_them(size: int, shown: str) -> None:
    assert show_size(size) == shown
