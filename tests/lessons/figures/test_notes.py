"""What is written about lessons is what the counters read."""

import subprocess
import sys
from dataclasses import replace

from hardwon.lessons import Lesson, applies_of, breached, judged, prevented, recalled, shown
from hardwon.lessons.pages.lesson import BuiltInRule, Triggers
from tests.lessons.figures.telling import TREE, counted, edit, event
from tests.store.stores import SetClock, Store

CLOCK = SetClock()
LESSON = Lesson(
    "load-inside",
    "Load inside",
    "adopted",
    "gotcha",
    "Text.",
    ".hardwon/lessons/load-inside.md",
    applies_to=("app/**/*.py",),
    triggers=Triggers(content=("create_task",)),
    rule=BuiltInRule("detached-record"),
)


def test_a_note_says_what_is_known_and_nothing_else() -> None:
    bare = recalled(["a", "b", "a"], by="mcp", clock=CLOCK)
    assert (bare.kind, bare.session, bare.payload) == (
        "lesson.recalled",
        None,
        {"slugs": ["a", "b"], "by": "mcp"},
    )
    assert bare.time == "2026-05-04T09:30:00.000Z"
    whole = shown(
        ["a"], where="prompt", clock=CLOCK, session="s1", tree=TREE, applies={"a": {}}, words={"a": 9}
    )
    assert (whole.kind, whole.session) == ("lesson.shown", "s1")
    assert whole.payload == {
        "slugs": ["a"], "where": "prompt", "tree": TREE, "applies": {"a": {}}, "words": {"a": 9},
    }  # fmt: skip


def test_two_notes_are_two_events() -> None:
    one, other = (recalled(["a"], by="recall", clock=CLOCK).source for _ in range(2))
    assert one != other


def test_where_a_lesson_applies_is_told_of_those_that_can_be_followed() -> None:
    others = [replace(LESSON, slug="no-rule", rule=None), replace(LESSON, slug="nowhere", applies_to=())]
    assert applies_of([LESSON, *others]) == {
        "load-inside": {"paths": ["app/**/*.py"], "words": ["create_task"]}
    }


def test_what_is_noted_is_counted(store: Store) -> None:
    found = {"rule": "detached-record", "path": "app/run.py", "fingerprint": "aa", "clock": CLOCK}
    told = [
        recalled(
            ["load-inside"], by="hook", clock=CLOCK, session="s1", tree=TREE, applies=applies_of([LESSON])
        ),
        shown(["load-inside"], where="brief", clock=CLOCK),
        edit(10),
        event("check.ran", 20),
        event("session.ended", 30, "s1"),
        prevented("load-inside", session="s1", **found),
        breached("load-inside", line=3, where="hook", **found),
        judged("load-inside", "helpful", by="agent", because="it named the cause", clock=CLOCK),
    ]
    assert counted(store, told) == {
        "recalled": 1, "shown": 1, "followed": 1, "prevented": 1, "breached": 1, "helpful": 1,
    }  # fmt: skip


def test_who_writes_a_note_loads_neither_database_nor_pages() -> None:
    code = (
        "import sys; from hardwon.lessons import recalled, prevented;"
        "print(sorted({'sqlalchemy', 'yaml', 'pathspec', 'tantivy', 're2'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
