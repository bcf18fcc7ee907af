"""What goes into a brief, and what is told to be missing."""

from dataclasses import replace
from pathlib import Path

import pytest

from hardwon.core import count_tokens
from hardwon.integrations import (
    Agent,
    Brief,
    Order,
    State,
    Surroundings,
    Tree,
    fitted,
    make_brief,
    missing_files,
    read_brief,
    render_brief,
    stored_brief,
)
from hardwon.lessons import Checklist, Lesson, Unit

_ROOT, _OTHER = Path("/home/ada/shop"), Path("/home/ada/shop-retry")
_TREE = Tree(_ROOT, (_OTHER,), Path("/home/ada"))
_WHOLE = Order(
    task="Retry the mail in `send_receipt`",
    files=("app/mail.py",),
    expect="three tries, with a test",
    returns="the commit",
    decisions=("tries are spaced by a minute",),
)
_TEXT = """\
import smtplib


def send_receipt():
    ...


class Outbox:
    def put(self):
        ...
"""
_TEXTS = {"app/mail.py": _TEXT}
_PAGE = """Sending twice annoys people.

Give each mail an id, and let the server drop the second.

```python bad
send()
```
"""


def _around(**more: object) -> Surroundings:
    return replace(Surroundings(_TREE, _TEXTS, State("main", "abc1234", "Begin")), **more)  # type: ignore[arg-type]


def _kinds(brief: Brief, *, required: bool = True) -> list[str]:
    return [gap.kind for gap in brief.missing if gap.required == required]


def _lesson(slug: str = "mail-ids", cost: int = 90) -> Lesson:
    path = f".hardwon/lessons/{slug}.md"
    return Lesson(slug, "Give mails ids", "adopted", "gotcha", _PAGE, path, cost=cost)


def test_a_brief_with_all_that_is_needed_lacks_nothing() -> None:
    brief = make_brief(_WHOLE, _around())
    assert brief.missing == ()
    assert brief.is_complete


def test_each_thing_that_is_left_out_is_told_with_the_way_to_fill_it_in() -> None:
    brief = make_brief(Order(task="Retry the mail"), _around())
    assert _kinds(brief) == ["no-outcome", "no-return", "no-context"]
    assert _kinds(brief, required=False) == ["no-files"]
    assert all(gap.fix for gap in brief.missing)
    assert not brief.is_complete


def test_what_memory_knows_is_context() -> None:
    unit = Unit("session#3", "worklog", 1.0, "decided: mails go out once")
    brief = make_brief(replace(_WHOLE, decisions=()), _around(earlier=(unit,)))
    assert _kinds(brief) == []
    assert "decided: mails go out once [session#3]" in render_brief(brief, _ROOT)


def test_of_what_was_said_only_what_was_decided_is_told_and_once() -> None:
    units = (
        Unit("s#1", "turn", 9.0, "assistant: I look. It turned out that mails go twice. I go on."),
        Unit("s#2", "turn", 8.0, "user: how are the mails?"),
        Unit("w#1", "worklog", 8.0, "It turned out that mails go twice."),
        Unit("commit:1", "commit", 5.0, "Send each mail once"),
        Unit("s#3", "output", 5.0, "decided by a machine"),
        Unit("commit:2", "commit", 1.0, "Paint the shed"),
    )
    brief = make_brief(_WHOLE, _around(earlier=units))
    told = [(one.source, one.text) for one in brief.earlier]
    assert told == [("s#1", "It turned out that mails go twice."), ("commit:1", "Send each mail once")]


def test_a_file_says_why_it_matters_by_its_symbols_not_its_contents() -> None:
    around = _around(state=State("main", changed=("app/mail.py",)))
    [file] = make_brief(_WHOLE, around).files
    assert file.why == "defines `send_receipt`, which the task names; changed and not committed"
    assert file.symbols == ("send_receipt", "Outbox", "put")
    assert "import smtplib" not in render_brief(make_brief(_WHOLE, around), _ROOT)


def test_a_file_that_is_not_there_is_missing_unless_the_task_has_it_made() -> None:
    order = replace(_WHOLE, files=("app/new.py",))
    around = _around(texts={"app/new.py": None})
    assert _kinds(make_brief(order, around)) == ["missing-file"]
    made = make_brief(replace(order, task="Move the retry. Write it to app/new.py."), around)
    assert _kinds(made) == []
    assert made.files[0].why == "to be made"


def test_files_outside_and_in_other_worktrees_are_told_apart() -> None:
    order = replace(_WHOLE, outside=("/etc/mail.rc",), moved=("/home/ada/shop-retry/app/mail.py",))
    brief = make_brief(order, _around())
    assert _kinds(brief) == ["outside-file"]
    assert _kinds(brief, required=False) == ["other-worktree"]


@pytest.mark.parametrize(
    ("task", "kinds"),
    [
        ("Do as in /home/ada/shop-retry/app/mail.py", ["other-worktree"]),
        ("Do as in ~/notes/mail.md", ["outside-path"]),
        ("Do as in /home/ada/notes.md", ["outside-path"]),
        ("Do as in /home/ada/shop/app/mail.py", []),
        ("Serve /home/orders and /api/home", []),
        ("Look at https://example.com/home/ada/shop-retry/app", []),
    ],
)
def test_paths_that_only_this_machine_has_are_told(task: str, kinds: list[str]) -> None:
    brief = make_brief(replace(_WHOLE, task=task), _around())
    assert _kinds(brief, required=False) == kinds
    assert brief.is_complete


def test_paths_are_kept_relative_and_read_absolute_in_any_worktree() -> None:
    task = "Change /home/ada/shop/app/mail.py as in /home/ada/shop-retry/app/mail.py, see /home/ada/shop."
    brief = make_brief(replace(_WHOLE, task=task), _around())
    assert "/home/ada" not in str(stored_brief(brief))
    again = read_brief(stored_brief(brief))
    assert again == replace(brief, missing=())
    there = render_brief(again, _OTHER)
    assert f"Change {_OTHER}/app/mail.py as in {_OTHER}/app/mail.py, see {_OTHER}." in there
    assert f"- {_OTHER}/app/mail.py, 10 lines" in there
    assert f"{_ROOT}/" not in there


def test_words_that_only_the_conversation_explains_are_required_to_be_written_out() -> None:
    brief = make_brief(replace(_WHOLE, decisions=("the way we agreed on",)), _around())
    [gap] = brief.missing
    assert (gap.kind, gap.required) == ("reference", True)
    assert gap.what.startswith("--decision: “")


def test_a_lesson_says_what_to_do_and_where_its_page_is() -> None:
    brief = make_brief(_WHOLE, _around(lessons=(_lesson(), _lesson())))
    [lesson] = brief.lessons
    assert lesson.do == "Give each mail an id, and let the server drop the second."
    assert "(cost 1h30m)" in render_brief(brief, _ROOT)
    assert f"[{_ROOT}/.hardwon/lessons/mail-ids.md]" in render_brief(brief, _ROOT)


def test_an_agent_that_cannot_write_is_not_asked_to() -> None:
    reader = Agent("scout", "Looks", ".claude/agents/scout.md", ("Read", "Grep"), limits=("Run nothing",))
    brief = make_brief(replace(_WHOLE, task="Fix the retry in app/mail.py", agent=reader), _around())
    assert _kinds(brief) == ["agent-cannot-write"]
    report = make_brief(replace(_WHOLE, task="Find out why mails go twice", agent=reader), _around())
    assert _kinds(report) == []
    assert "- limit: Run nothing" in render_brief(report, _ROOT)
    writer = replace(reader, tools=("Read", "Bash(git:*)"))
    assert make_brief(
        replace(_WHOLE, task="Fix the retry in app/mail.py", agent=writer), _around()
    ).is_complete


def test_a_brief_keeps_to_its_budget_and_to_what_only_it_says() -> None:
    earlier = tuple(
        Unit(f"s#{n}", "worklog", 1.0, f"decided {n}: " + f"word{n} of{n} " * 30) for n in range(4)
    )
    lessons = tuple(_lesson(f"one-{n}") for n in range(6))
    full = make_brief(_WHOLE, _around(earlier=earlier, lessons=lessons))
    assert count_tokens(render_brief(full, _ROOT)) > 600
    short = fitted(full, _ROOT, 250)
    text = render_brief(short, _ROOT)
    assert count_tokens(text) <= 250
    assert short.earlier == ()
    assert all(one in text for one in (_WHOLE.task, _WHOLE.expect, _WHOLE.returns, *_WHOLE.decisions))
    assert fitted(full, _ROOT, 5000) == full


def test_a_kept_brief_is_told_what_is_missing_where_it_is_read() -> None:
    brief = make_brief(_WHOLE, _around())
    gone = replace(brief, files=tuple(replace(one, there=False) for one in brief.files))
    [gap] = missing_files(gone, State("old"))
    assert (gap.kind, gap.what) == ("missing-file", "app/mail.py is not there on old")


def test_the_same_gives_the_same() -> None:
    around = _around(checklist=Checklist(), lessons=(_lesson(),))
    assert make_brief(_WHOLE, around) == make_brief(_WHOLE, around)
