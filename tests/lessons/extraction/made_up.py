# ruff: noqa: E501 -- what somebody says is one line
"""Ten made-up work sessions: in each a few things worth keeping, in much that is not.

The first five are for writing rules by, the last five are held back: look at their figures alone.
A learning is found where a candidate holds all of its `signs`; every other candidate is noise.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from hardwon.store import Event


@dataclass(frozen=True, slots=True)
class Said:
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Ran:
    command: str
    output: str = "ok"
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    path: str
    new: str = ""


Step = Said | Ran | Edited


def person(text: str) -> Said:
    return Said("user", text)


def agent(text: str) -> Said:
    return Said("assistant", text)


@dataclass(frozen=True, slots=True)
class Learning:
    """Steps in a row that hold something worth keeping, and the words by which it is known again."""

    signs: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """One session: its learnings in order, and the seed that strews noise between them."""

    name: str
    seed: int
    turns: int
    learnings: tuple[Learning, ...]

    def events(self) -> list[Event]:
        """The session's events, as an import would put them into a journal."""
        noise = random.Random(self.seed)
        gaps = _gaps(noise, self.turns, len(self.learnings) + 1)
        steps: list[Step] = [
            person("hi, please have a look at the open tickets"),
            agent("Sure, reading them."),
        ]
        for gap, learning in zip(gaps, (*self.learnings, None), strict=True):
            for _ in range(gap):
                steps.extend(_noise(noise))
            steps.extend(learning.steps if learning else ())
        return list(_as_events(self.name, steps))


def learning(signs: str, *steps: Step) -> Learning:
    return Learning(tuple(signs.split("|")), steps)


def _gaps(noise: random.Random, turns: int, count: int) -> list[int]:
    return [max(1, round(turns / count / 2 * noise.uniform(0.6, 1.4))) for _ in range(count)]


def _noise(noise: random.Random) -> list[Step]:
    things = {"thing": noise.choice(_THINGS), "file": noise.choice(_FILES), "number": noise.randrange(2, 90)}
    steps: list[Step] = []
    for kind, text in noise.choice(_NOISE):
        filled = text.format(**things)
        if kind == "run":
            steps.append(Ran(filled, f"{things['number']} passed in 1.4s"))
        elif kind == "fail":
            steps.append(Ran(filled, "FAILED tests/x.py::test_one - AssertionError: 3 != 4", failed=True))
        elif kind == "edit":
            steps.append(Edited(things["file"], filled))
        else:
            steps.append(Said({"u": "user", "a": "assistant"}[kind], filled))
    return steps


def _as_events(session: str, steps: list[Step]) -> Iterator[Event]:
    time = "2026-01-01T00:00:00.000Z"

    def event(kind: str, **payload: object) -> Event:
        nonlocal number
        number += 1
        payload.setdefault("turn", str(number))
        return Event(number, f"made:{session}:{number}", kind, time, payload, session)

    number = 0
    yield event("session.started", cwd="/home/ann/shop")
    for step in steps:
        call = f"c{number}"
        match step:
            case Said(who, text):
                yield event("session.turn", speaker=who, text=text)
            case Ran(command, output, failed):
                yield event("session.tool", call=call, tool="Bash", input={"command": command})
                yield event("session.result", call=call, error=failed, text=output)
            case Edited(path, new):
                given = {
                    "file_path": f"/home/ann/shop/{path}",
                    "old_string": "x = 1",
                    "new_string": new or "x = 2",
                }
                yield event("session.tool", call=call, tool="Edit", input=given)
                yield event("session.result", call=call, error=False, text="The file has been updated.")


_THINGS = (
    "the invoice page",
    "OrderService",
    "`parse_rows`",
    "the export",
    "the login form",
    "the worker",
    "`Cart.total`",
)
_FILES = (
    "app/api.py",
    "app/models.py",
    "web/src/cart.ts",
    "app/jobs/export.py",
    "README.md",
    "tests/test_api.py",
)
_NOISE: tuple[tuple[tuple[str, str], ...], ...] = (
    (("a", "Now let me look at {thing} to see how it is called."), ("run", "grep -rn total app")),
    (("a", "Let me run the tests to make sure everything still works."), ("run", "pytest -q")),
    (
        (
            "a",
            "All {number} tests pass. Here's a summary of the changes:\n\n1. **Added** `{file}`\n2. **Updated** {thing}\n3. Removed dead code",
        ),
    ),
    (
        ("u", "add a test for {thing}"),
        (
            "a",
            "I'll add a test for {thing}. This test ensures that it works as expected, because the current tests do not cover it.",
        ),
        ("edit", "def test_it(): ..."),
    ),
    (
        ("u", "can we make {thing} faster?"),
        (
            "a",
            "There are several options: caching, batching, or an index. It is generally a good idea to measure first, since premature optimisation is rarely worth it.",
        ),
    ),
    (("u", "thanks, looks great"), ("a", "You're welcome! Let me know if you need anything else.")),
    (
        ("a", "Good, that compiles. Next I'll update {file} so that it uses the new name."),
        ("edit", "import new_name"),
    ),
    (
        (
            "a",
            "I apologize for the confusion. You're right, the block didn't match exactly. Let me correct that.",
        ),
        ("edit", "y = 3"),
    ),
    (
        ("u", "use a bigger font for the title and don't show the icon"),
        ("a", "Done. The title is bigger now, and the icon is hidden instead of shown."),
        ("edit", "<h1>"),
    ),
    (
        ("a", "The problem might be in {thing}, because it is called twice. Let me check."),
        ("run", "git diff --stat"),
    ),
    (
        (
            "a",
            "According to the documentation:\n\n> Always close the client, because otherwise connections leak.\n\nSo we're fine here.",
        ),
    ),
    (
        ("u", "Traceback (most recent call last):\n  File \"{file}\", line {number}\nKeyError: 'total'\n"),
        ("a", "Let me look at that error. It seems that the key might be missing."),
    ),
    (
        (
            "a",
            "Plan:\n- [ ] move {thing}\n- [ ] never call it twice\n- [ ] use the new client instead of the old one",
        ),
    ),
    (
        ("fail", "pytest -q tests/test_api.py"),
        ("a", "One test fails. Let me see why."),
        ("edit", "z = 4"),
        ("run", "pytest -q tests/test_api.py"),
    ),
    (
        ("u", "rename {thing} and move it to {file}"),
        ("a", "I've renamed it and moved it to `{file}`. I chose this name since it is shorter."),
        ("edit", "class B: ..."),
    ),
    (
        ("u", "now commit it"),
        ("run", "git commit -qam wip"),
        ("a", "Committed. This commit makes sure that {thing} handles empty input."),
    ),
    (
        ("u", "make the button blue instead of green"),
        ("edit", "color: blue"),
        ("a", "Done, the button is blue now rather than green."),
    ),
    (
        (
            "a",
            "```python\n# HACK: never do this, because it is slow\nx = 1\n```\n\nThat is the code as it stands.",
        ),
    ),
    (
        ("u", "what does {thing} do?"),
        (
            "a",
            "It reads the rows, then groups them by customer, and returns the sums. Each row must have a date, otherwise it is skipped.",
        ),
    ),
    (
        ("u", "ok next: show the date as well, not just the time"),
        ("edit", "fmt"),
        ("a", "The date is shown now."),
    ),
    (
        (
            "a",
            "I need to be careful here, since {thing} is used in {number} places. I'll go through them one by one.",
        ),
    ),
    (("a", "Perfect! Everything works. The root cause analysis is in {file}."),),
    (("u", "no, go back to the previous page"), ("a", "Here is the previous page.")),
    (("u", "don't do that yet, first show me the plan"), ("a", "Here is the plan.")),
    (("u", "stop. wait for me."), ("a", "Waiting.")),
)
