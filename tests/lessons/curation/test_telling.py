"""What a person says was learnt becomes a candidate once; what is known is told, not doubled."""

import pytest

from hardwon.lessons import Known, Learnt, Lesson, Statement, adopt, learn_from, list_candidates, reject
from hardwon.lessons.curation.candidates import list_decided
from hardwon.lessons.curation.decisions import NotCurated, NotKept
from tests.lessons.curation.desk import Desk, Noon
from tests.lessons.samples import GOOD


def say(desk: Desk, text: str, *, into_known: bool = False, **more: object) -> Learnt | Known:
    statement = Statement(text, **more)  # type: ignore[arg-type]
    return learn_from(
        statement,
        desk.shelf,
        desk.journal,
        desk,
        clock=Noon(),
        roots=(str(desk.root),),
        into_known=into_known,
    )


def test_the_first_sentence_is_the_title_and_all_that_was_said_is_kept(desk: Desk) -> None:
    told = say(
        desk,
        "Load records inside `task.run`. The session is closed by then.\nIt cost us a night.",
        cost=120,
        files=("app/**/*.py",),
        because="SQLAlchemy detaches them",
        evidence=(f"{desk.root}/notes.md", "commit:4be1"),
    )
    assert isinstance(told, Learnt)
    [one] = list_candidates(desk.journal)
    assert one == told.candidate
    assert (one.title, one.kind, one.cost, one.files) == (
        "Load records inside `task.run`",
        "gotcha",
        120,
        ("app/**/*.py",),
    )
    assert one.body.startswith("The session is closed by then.\nIt cost us a night.")
    assert one.body.endswith("Because SQLAlchemy detaches them")
    assert one.evidence == ("notes.md", "commit:4be1")
    assert one.origin == "person"


@pytest.mark.parametrize("glob", ["/home/ada/shop/app/run.py", "../other/*.py", "~/shop/app.py"])
def test_files_that_no_page_could_name_are_refused_before_anything_waits(desk: Desk, glob: str) -> None:
    with pytest.raises(NotKept, match="matches no file"):
        say(desk, "The cache is cold after a deploy.", files=("app/*.py", glob))
    assert list_candidates(desk.journal) == []


def test_a_file_below_the_repository_is_named_from_its_top(desk: Desk) -> None:
    told = say(desk, "The cache is cold after a deploy.", files=(f"{desk.root}/app/run.py",))
    assert isinstance(told, Learnt)
    assert told.candidate.files == ("app/run.py",)


def test_a_whole_document_is_no_lesson(desk: Desk) -> None:
    with pytest.raises(NotKept, match="20,007 characters"):
        say(desk, f"Keep it {'x' * 19_999}")
    assert list_candidates(desk.journal) == []


def test_an_adopted_statement_keeps_cost_and_files_on_its_page(desk: Desk) -> None:
    told = say(desk, "The cache is cold after a deploy.", cost=45, files=("app/*.py",))
    assert isinstance(told, Learnt)
    lesson = adopt(desk.shelf, "", candidate=told.candidate, sink=desk, clock=Noon())
    assert (lesson.cost, lesson.applies_to, lesson.evidence) == (45, ("app/*.py",), ("person:2026-01-01",))
    assert lesson.body == "The cache is cold after a deploy."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We decided to keep SQLite for the cache, it needs no server.", "decision"),
        ("The root cause was a missing index.", "fix"),
        ("Jobs are dropped at midnight.", "gotcha"),
    ],
)
def test_the_kind_is_read_from_the_words(desk: Desk, text: str, kind: str) -> None:
    told = say(desk, text)
    assert isinstance(told, Learnt)
    assert told.candidate.kind == kind


def test_a_long_first_sentence_stays_whole_in_the_body(desk: Desk) -> None:
    long = "The pool " + "of each worker " * 12 + "starves."
    told = say(desk, f"{long} Always.")
    assert isinstance(told, Learnt)
    assert told.candidate.title.endswith("…")
    assert told.candidate.body == f"{long} Always."


def test_what_may_not_be_kept_is_taken_out_and_told_or_refused(desk: Desk) -> None:
    told = say(desk, f"Ask ann.lee@shop.org about {desk.root}/app/x.py. All tests pass.")
    assert isinstance(told, Learnt)
    assert told.candidate.title == "Ask [redacted:email] about app/x.py"
    assert told.cleaned == (
        "cleaned: 1 e-mail address taken out, 1 path made relative, 1 report of routine left out"
    )
    with pytest.raises(NotKept, match="reports that something is done"):
        say(desk, "Done, committed.")
    with pytest.raises(NotKept, match="it says nothing"):
        say(desk, "  \n")
    assert len(list_decided(desk.journal)) == 1


@pytest.mark.parametrize("text", ["x because y", "Adopt a lesson", "Fix the tests.", "it is so", "注意"])
def test_what_nobody_will_understand_later_is_asked_for_more_words(desk: Desk, text: str) -> None:
    with pytest.raises(NotKept, match="too few words") as refused:
        say(desk, text)
    assert "where, and why" in refused.value.next_step
    assert list_candidates(desk.journal) == []


@pytest.mark.parametrize(
    "text",
    [
        "Never push to main",
        "Don't mock the database",
        "Use uv, not pip",
        "Jobs are dropped at midnight",
        "禁止直接推送到主分支",
        "Никогда не пушить в main",
    ],
)
def test_the_short_word_of_a_person_is_kept(desk: Desk, text: str) -> None:
    assert isinstance(say(desk, text), Learnt)


def test_an_ideographic_full_stop_ends_a_title(desk: Desk) -> None:
    told = say(desk, "不要在请求中等待锁。否则会死锁！请用队列。")
    assert isinstance(told, Learnt)
    assert told.candidate.title.rstrip("。") == "不要在请求中等待锁"
    assert told.candidate.body == "否则会死锁！请用队列。"


def test_what_a_lesson_says_is_known_and_its_page_gains_the_evidence_if_asked(desk: Desk) -> None:
    file = desk.put("load", GOOD)
    told = say(desk, "Inside the task, load the records. Once its session ends, a record is detached.")
    assert isinstance(told, Known)
    assert (told.name, told.merged, isinstance(told.known, Lesson)) == ("load", (), True)
    assert told.percent >= 60
    assert list_decided(desk.journal) == []
    told = say(
        desk,
        "Inside the task, load the records. Once its session ends, a record is detached.",
        evidence=("commit:77",),
        into_known=True,
    )
    assert isinstance(told, Known)
    assert told.merged == ("commit:77",)
    after = GOOD.replace('"session:abc#12"]', '"session:abc#12", "commit:77"]')
    assert file.read_bytes() == after.encode()
    assert list_candidates(desk.journal) == []


def test_what_waits_already_is_not_doubled(desk: Desk) -> None:
    one = desk.wait("Never run migrations by hand, use `make migrate`.")
    told = say(desk, "Don't run migrations manually; use `make migrate`.")
    assert isinstance(told, Known)
    assert (told.name, told.merged) == (one.id, ())
    assert len(list_decided(desk.journal)) == 1
    for evidence, gained in (("commit:77", ("commit:77",)), ("commit:77", ())):
        told = say(
            desk,
            "Don't run migrations manually; use `make migrate`.",
            evidence=(evidence,),
            into_known=True,
        )
        assert isinstance(told, Known)
        assert told.merged == gained
    [waiting] = list_candidates(desk.journal)
    assert (waiting.id, waiting.evidence) == (one.id, ("session:a#1", "commit:77"))
    assert isinstance(say(desk, "Always run migrations by hand, use `make migrate`."), Learnt)


def test_what_was_rejected_is_told_with_the_way_back(desk: Desk) -> None:
    one = desk.wait("Never run migrations by hand, use `make migrate`.")
    reject(one, because="one release only", sink=desk, clock=Noon())
    told = say(desk, "Don't run migrations manually; use `make migrate`.")
    assert isinstance(told, Known)
    assert told.known.sentence == "was rejected: one release only"  # type: ignore[union-attr]
    with pytest.raises(NotCurated, match=f"hardwon lessons undo {one.id}"):
        say(desk, "Don't run migrations manually; use `make migrate`.", into_known=True)
    assert list_candidates(desk.journal) == []
