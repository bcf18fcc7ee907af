"""Worklogs in the background: due when a session ends or rests, once each, in words if a model gives them."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hardwon.assembly.digesting import TROUBLE, WORDED, WRITTEN, Ask, Digester, model_of
from hardwon.assembly.intake import learn_here
from hardwon.assembly.workspace import Till, Workspace
from hardwon.core import HardwonError, Settings, find_places
from hardwon.core.settings import ModelSettings
from hardwon.integrations.claude import ModelFailed
from hardwon.lessons import list_candidates
from hardwon.scribe import Worklog, open_worklogs
from hardwon.store import Event, Journal, NewEvent
from tests.scribe.transcripts import OTHER, SESSION, START, Claude, StillClock, take

_SOON = 0.05


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "repo").mkdir()
    places = find_places(tmp_path / "repo", runtime=tmp_path / "run")
    settings = Settings(model=ModelSettings(name="sonnet", a_day=2))
    return Workspace(places, settings, StillClock(), tmp_path)


@pytest.fixture
def journal(workspace: Workspace) -> Iterator[Journal]:
    with workspace.owner("test") as journal:
        yield journal


def _events(tmp_path: Path, transcript: Claude) -> list[NewEvent]:
    sink, _ = take(transcript.write(tmp_path / "one.jsonl"))
    return list(sink.events.values())


def _work(session: str = SESSION, seed: int = 1) -> Claude:
    transcript = (
        Claude(session, seed=seed).user("the lint fails").runs("make lint", "a.py:3: bad", error=True)
    )
    return transcript.edits("/srv/shop/a.py").runs("make lint", "0 errors").says("The import was left over.")


def _ended(session: str = SESSION) -> NewEvent:
    return NewEvent(f"end:{session}", "session.ended", "2026-03-01T10:02:00.000Z", {}, session)


@asynccontextmanager
async def _running(digester: Digester) -> AsyncIterator[None]:
    stopping = asyncio.Event()
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        group.create_task(digester.run(stopping))
        try:
            yield
        finally:
            stopping.set()


async def _some(journal: Journal, kind: str, count: int = 1) -> list[Event]:
    """The events of `kind` once there are `count`."""
    loop, more = asyncio.get_running_loop(), asyncio.Event()

    def hear(_: Sequence[Event]) -> None:
        loop.call_soon_threadsafe(more.set)

    unsubscribe = journal.subscribe(hear)
    try:
        while len(found := list(journal.scan(kinds=(kind,)))) < count:
            await more.wait()
            more.clear()
    finally:
        unsubscribe()
    return found


def _digester(
    workspace: Workspace,
    journal: Journal,
    *,
    ask: Ask | None = None,
    at_rest: float = 600.0,
    troubles: list[HardwonError] | None = None,
) -> Digester:
    told = troubles if troubles is not None else []
    return Digester(workspace, journal, told.append, ask=ask, at_rest=at_rest)


def _shown(workspace: Workspace, journal: Journal) -> Worklog:
    with open_worklogs(journal, workspace.places) as worklogs:
        return worklogs.of(worklogs.sessions.find(SESSION, START))


def test_a_session_that_ends_has_its_worklog_at_once(
    tmp_path: Path, workspace: Workspace, journal: Journal
) -> None:
    async def run() -> list[Event]:
        async with _running(_digester(workspace, journal)):
            await journal.append_async([*_events(tmp_path, _work()), _ended()])
            return await _some(journal, WRITTEN)

    [written] = asyncio.run(run())
    assert written.session == SESSION
    assert written.payload == {
        "offset": max(event.offset for event in journal.scan(kinds=("session.turn",))),
        "brief": "Done: The import was left over.",
        "lines": {"asked": 1, "files": 1, "commands": 1, "fixed": 1},
    }


def test_a_session_whose_context_is_about_to_be_cut_down_has_its_worklog_at_once(
    tmp_path: Path, workspace: Workspace, journal: Journal
) -> None:
    told = NewEvent("hook:1", "session.hook", "2026-07-01T10:00:00.000Z", {"event": "PreCompact"}, SESSION)

    async def run() -> list[Event]:
        async with _running(_digester(workspace, journal)):
            await journal.append_async([*_events(tmp_path, _work()), told])
            return await _some(journal, WRITTEN)

    assert [event.session for event in asyncio.run(run())] == [SESSION]


def test_a_session_that_rests_has_its_worklog_and_another_when_it_has_grown(
    tmp_path: Path, workspace: Workspace, journal: Journal
) -> None:
    async def run() -> list[Event]:
        async with _running(_digester(workspace, journal, at_rest=_SOON)):
            transcript = _work()
            await journal.append_async(_events(tmp_path, transcript))
            await _some(journal, WRITTEN)
            transcript.edits("/srv/shop/b.py").says("Another one was left over.")
            await journal.append_async(_events(tmp_path, transcript))
            return await _some(journal, WRITTEN, 2)

    first, second = asyncio.run(run())
    assert second.payload["offset"] > first.payload["offset"]
    assert second.payload["lines"]["files"] == 2


def test_what_was_not_written_when_the_daemon_died_is_written_by_the_next_and_nothing_twice(
    tmp_path: Path, workspace: Workspace, journal: Journal
) -> None:
    other = "7b1f9b63-1111-4222-8333-944455556666"

    async def die() -> None:
        async with _running(_digester(workspace, journal)):
            await journal.append_async(_events(tmp_path, _work()))

    async def live() -> list[Event]:
        async with _running(_digester(workspace, journal, at_rest=_SOON)):
            return await _some(journal, WRITTEN, 2)

    asyncio.run(die())
    journal.append(_events(tmp_path, _work(other, seed=2)))
    assert list(journal.scan(kinds=(WRITTEN,))) == []
    assert sorted(str(event.session) for event in asyncio.run(live())) == sorted([SESSION, other])
    assert [event.session for event in asyncio.run(live())].count(SESSION) == 1


def test_what_may_become_a_lesson_is_marked_when_nothing_is_due(
    tmp_path: Path, workspace: Workspace, journal: Journal
) -> None:
    transcript = Claude().user("Make jobs unique.").edits("/srv/shop/jobs.py").runs("git checkout -- .", "")
    transcript.says("The unique index on `job.key` deadlocks under load, so I reverted it.")

    async def run() -> list[Event]:
        async with _running(_digester(workspace, journal)):
            await journal.append_async([*_events(tmp_path, transcript), _ended()])
            return await _some(journal, "lesson.candidate")

    [candidate] = asyncio.run(run())
    assert candidate.payload["evidence"] == [f"session:{SESSION}#6"]
    assert list_candidates(journal)[0].title.startswith("The unique index on `job.key` deadlocks")


def test_an_error_that_another_session_fixed_before_is_marked(
    tmp_path: Path, workspace: Workspace, journal: Journal
) -> None:
    def fixed(session: str, seed: int) -> Claude:
        transcript = Claude(session, seed=seed).user("Mend the jobs.")
        transcript.runs("make test", "sqlite3.OperationalError: database is locked", error=True)
        transcript.says("Two writers are open.").edits("/srv/shop/jobs.py")
        return transcript.runs("make test", "3 passed").says("It runs.")

    journal.append(_events(tmp_path, fixed(SESSION, 1)))
    learn_here(workspace, journal, Till(journal))
    assert list_candidates(journal) == []
    journal.append(_events(tmp_path, fixed(OTHER, 2)))
    learn_here(workspace, journal, Till(journal))
    [candidate] = list_candidates(journal)
    assert candidate.title == "Fixed 2 times: sqlite3.OperationalError: database is locked"
    assert candidate.evidence == (f"session:{SESSION}#3", f"session:{OTHER}#3")


def test_the_socket_s_question_writes_it_now(tmp_path: Path, workspace: Workspace, journal: Journal) -> None:
    journal.append(_events(tmp_path, _work()))
    digester = _digester(workspace, journal)
    answer = asyncio.run(digester.answer({"op": "worklog", "session": SESSION}))
    assert answer == {"brief": "Done: The import was left over."}
    assert len(list(journal.scan(kinds=(WRITTEN,)))) == 1
    with pytest.raises(HardwonError, match="no session is named"):
        asyncio.run(digester.answer({"op": "worklog"}))


def test_a_session_in_which_nothing_came_about_has_no_worklog(
    tmp_path: Path, workspace: Workspace, journal: Journal
) -> None:
    journal.append(_events(tmp_path, Claude().user("/clear")))
    assert asyncio.run(_digester(workspace, journal).write(SESSION)) is None
    assert list(journal.scan(kinds=(WRITTEN,))) == []


def test_a_private_session_has_no_worklog_for_others_and_that_is_no_trouble(
    tmp_path: Path, workspace: Workspace, journal: Journal
) -> None:
    journal.append(
        [
            NewEvent(one.source, one.kind, one.time, {**one.payload, "private": True}, one.session)
            for one in _events(tmp_path, _work())
        ]
    )
    assert asyncio.run(_digester(workspace, journal).write(SESSION)) is None
    assert list(journal.scan(kinds=(WRITTEN, TROUBLE))) == []


def _answer(**changed: object) -> Callable[[str, str], Awaitable[str]]:
    async def ask(_: str, prompt: str) -> str:
        given = json.loads(prompt)
        told = {name: given[name] for name in given if isinstance(given[name], list)}
        told["asked"] = [{"text": "Make the lint pass.", "evidence": given["asked"][0]["evidence"]}]
        return f"```json\n{json.dumps({**told, **changed})}\n```"

    return ask


def test_a_models_words_are_kept_and_shown_until_the_session_goes_on(
    tmp_path: Path, workspace: Workspace, journal: Journal
) -> None:
    transcript = _work()
    journal.append(_events(tmp_path, transcript))
    digester = _digester(workspace, journal, ask=_answer())
    asyncio.run(digester.write(SESSION))
    asyncio.run(digester.write(SESSION))
    [worded] = journal.scan(kinds=(WORDED,))
    assert worded.payload["model"] == "sonnet"
    shown = _shown(workspace, journal)
    assert (shown.by, shown.asked[0].text) == ("model", "Make the lint pass.")
    journal.append(_events(tmp_path, transcript.user("And the docs?")))
    assert (_shown(workspace, journal).by, _shown(workspace, journal).asked[0].text) == (
        "structure",
        "the lint fails",
    )


async def _fails(_: str, __: str) -> str:
    raise ModelFailed("the model gave no answer in 120 s", next_step="wait")


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (_fails, "the model gave no answer in 120 s"),
        (_answer(fixed="nothing"), "the model's reply is no worklog: it lacks fixed"),
        (
            _answer(asked=[{"text": "x", "evidence": ["session:s#9"]}]),
            "the model's reply is no worklog: it names session:s#9 as evidence, which it was not given",
        ),
    ],
)
def test_where_the_model_fails_the_structure_stands_and_an_event_says_so(
    tmp_path: Path, workspace: Workspace, journal: Journal, ask: Ask, why: str
) -> None:
    journal.append(_events(tmp_path, _work()))
    troubles: list[HardwonError] = []
    asyncio.run(_digester(workspace, journal, ask=ask, troubles=troubles).write(SESSION))
    [trouble] = journal.scan(kinds=(TROUBLE,))
    assert (trouble.payload["error"], trouble.session) == (why, SESSION)
    assert [error.what for error in troubles] == [why]
    assert len(list(journal.scan(kinds=(WRITTEN,)))) == 1
    assert _shown(workspace, journal).by == "structure"


def test_a_model_is_asked_about_the_last_day_only_and_so_often(
    tmp_path: Path, workspace: Workspace, journal: Journal
) -> None:
    names = [f"{number}b1f9b63-1111-4222-8333-944455556666" for number in range(4)]
    for seed, name in enumerate(names):
        journal.append(_events(tmp_path, _work(name, seed=seed + 5)))
    late = replace(workspace, clock=StillClock(START + timedelta(days=2)))
    asyncio.run(_digester(late, journal, ask=_answer()).write(names[0]))
    assert list(journal.scan(kinds=(WORDED,))) == []
    digester = _digester(workspace, journal, ask=_answer())
    for name in names[1:]:
        asyncio.run(digester.write(name))
    assert [event.session for event in journal.scan(kinds=(WORDED,))] == names[1:3]
    assert len(list(journal.scan(kinds=(WRITTEN,)))) == 4


def test_a_digest_that_fails_is_an_event_and_the_others_go_on(
    tmp_path: Path, workspace: Workspace, journal: Journal
) -> None:
    other = "7b1f9b63-1111-4222-8333-944455556666"
    troubles: list[HardwonError] = []

    async def ask(instructions: str, prompt: str) -> str:
        if SESSION in prompt:
            raise RuntimeError("a defect")
        return await _answer()(instructions, prompt)

    async def run() -> tuple[list[Event], list[Event]]:
        async with _running(_digester(workspace, journal, ask=ask, troubles=troubles)):
            await journal.append_async([*_events(tmp_path, _work()), _ended()])
            await journal.append_async([*_events(tmp_path, _work(other, seed=2)), _ended(other)])
            return await _some(journal, WRITTEN), await _some(journal, TROUBLE)

    [written], [trouble] = asyncio.run(run())
    assert written.session == other
    why = f"the worklog of {SESSION} could not be written: RuntimeError: a defect"
    assert (trouble.session, trouble.payload["error"]) == (SESSION, why)
    assert [error.what for error in troubles] == [why]


def test_no_model_is_asked_unless_one_is_set(workspace: Workspace) -> None:
    assert model_of(replace(workspace, settings=Settings())) is None
    assert model_of(workspace) is not None
