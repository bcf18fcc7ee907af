"""What waits is shown with its evidence opened and with what is like it."""

from hardwon.lessons import list_candidates, read_inbox
from hardwon.store import NewEvent
from tests.lessons.curation.desk import TIME, Desk
from tests.lessons.samples import GOOD


def turn(session: str, number: int, text: str, **more: object) -> NewEvent:
    payload = {"turn": str(number), "speaker": "user", "text": text, **more}
    return NewEvent(f"{session}:{number}", "session.turn", TIME, payload, session)


def test_an_empty_journal_has_an_empty_inbox(desk: Desk) -> None:
    found = read_inbox(desk.journal, desk.shelf, root=desk.root)
    assert (found.waiting, found.total) == ((), 0)


def test_evidence_is_opened_where_it_stands(desk: Desk) -> None:
    (desk.root / "CLAUDE.md").write_text("# Rules\n\n- Close the pool.\n")
    commit = {"sha": "4be1f00d", "subject": "Close the pool", "body": "It leaked.", "files": []}
    desk.append(
        [
            turn("a", 1, "hello"),
            turn("a", 2, "close the pool, because it leaks; ask ann.lee@shop.org"),
            NewEvent(
                "a:3", "session.tool", TIME, {"line": 3, "tool": "Bash", "input": {"command": "ls"}}, "a"
            ),
            turn("p", 1, "a secret plan", private=["reviewer"]),
            NewEvent("git:4be1f00d", "git.commit", TIME, commit),
        ]
    )
    sources = (
        *("session:a#2", "session:a#3", "commit:4be1", "guide:CLAUDE.md#L3"),
        *("session:p#1", "session:gone#1", "guide:../x.md#L1"),
    )
    quotes: dict[str, str] = {}
    for source in sources:
        desk.wait(f"The pool of {source}", evidence=[source])
    for one in read_inbox(desk.journal, desk.shelf, root=desk.root).waiting:
        quotes |= {cited.source: cited.quote for cited in one.cited}
    assert quotes == {
        "session:a#2": "close the pool, because it leaks; ask [redacted:email]",
        "session:a#3": "Bash: ls",
        "commit:4be1": "Close the pool It leaked.",
        "guide:CLAUDE.md#L3": "Close the pool.",
        "session:p#1": "",
        "session:gone#1": "",
        "guide:../x.md#L1": "",
    }


def test_a_long_quote_is_cut_at_a_word(desk: Desk) -> None:
    desk.append([turn("a", 1, "the pool leaks " * 40)])
    desk.wait("The pool leaks")
    [one] = read_inbox(desk.journal, desk.shelf, root=desk.root).waiting
    assert one.cited[0].quote.endswith(("leaks…", "pool…", "the…"))
    assert len(one.cited[0].quote) <= 240


def test_a_quote_begins_where_the_title_was_taken_from(desk: Desk) -> None:
    desk.append([turn("a", 1, "I have looked. " * 9 + "The pool leaks, since nobody closes it.")])
    desk.wait("The pool leaks")
    [one] = read_inbox(desk.journal, desk.shelf, root=desk.root).waiting
    assert one.cited[0].quote == "…The pool leaks, since nobody closes it."


def test_lessons_and_candidates_that_are_like_it_stand_beside_it(desk: Desk) -> None:
    desk.put("load", GOOD)
    one = desk.wait("Load the records inside of the task", "A record is detached once the session ends.")
    other = desk.wait("Load the users inside of the task", "A user is detached once the session ends.")
    desk.wait("The cache is cold after a deploy")
    found = read_inbox(desk.journal, desk.shelf, root=desk.root)
    alike = {w.candidate.id: [(a.name, a.is_lesson) for a in w.alike] for w in found.waiting}
    assert alike[one.id] == [("load", True), (other.id, False)]
    percents = [a.percent for w in found.waiting for a in w.alike if w.candidate.id == one.id]
    assert percents == sorted(percents, reverse=True)
    assert [w.alike for w in found.waiting if "cache" in w.candidate.title] == [()]


def test_of_five_hundred_the_best_are_shown_and_all_are_counted(desk: Desk) -> None:
    for number in range(500):
        desk.wait(f"The queue{number} of tenant{number} is drained by worker{number}")
    found = read_inbox(desk.journal, desk.shelf, root=desk.root, limit=20)
    assert (len(found.waiting), found.total) == (20, 500)
    assert [w.candidate for w in found.waiting] == list_candidates(desk.journal)[:20]
