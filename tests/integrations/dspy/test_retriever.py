"""`HardwonRM` in real DSPy programs."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import dspy
import pytest
from dspy.utils import DummyLM

from hardwon.assembly import open_workspace
from hardwon.cli import run
from hardwon.core import HardwonError
from hardwon.integrations.dspy import HardwonRM
from hardwon.store import Journal
from tests.assembly.live import with_daemon
from tests.integrations.dspy.shop import (
    PASS_DOWN,
    SAID,
    all_files,
    make_repository,
    turn,
    write_lesson,
)


class Answer(dspy.Module):
    """Retrieves with whatever retriever is configured, then answers."""

    def __init__(self) -> None:
        super().__init__()
        self.retrieve = dspy.Retrieve(k=2)
        self.answer = dspy.ChainOfThought("context: list[str], question -> answer")

    def forward(self, question: str) -> Any:
        return self.answer(context=self.retrieve(question).passages, question=question)


class Own(dspy.Module):
    """Has a retriever of its own."""

    def __init__(self, repo: Path) -> None:
        super().__init__()
        self.retrieve = HardwonRM(repo, k=3)
        self.answer = dspy.Predict("context: list[str], question -> answer")

    def forward(self, question: str) -> Any:
        texts = [passage.long_text for passage in self.retrieve(question)]
        return self.answer(context=texts, question=question)


def _sources(passages: list[Any]) -> list[str]:
    return [passage.source for passage in passages]


def _prompt(lm: Any) -> str:
    return str(lm.history[-1]["messages"])


def test_passages_say_what_they_are_best_first(shop: Path) -> None:
    passages = HardwonRM(shop)("why does a second session wait for itself")
    assert {"lesson:pass-down", "s1#1"} <= set(_sources(passages))
    first = passages[0]
    assert (first.source, first.kind) == ("lesson:pass-down", "lesson")
    assert first.long_text.startswith("Pass the session down\nA second database session")
    assert [one.score for one in passages] == sorted((one.score for one in passages), reverse=True)


def test_it_gives_as_many_as_are_asked_for_and_no_more_than_a_budget(shop: Path) -> None:
    ask = "session export job running pending"
    assert len(HardwonRM(shop)(ask)) == 3
    assert len(HardwonRM(shop, k=2)(ask)) == 2
    assert len(HardwonRM(shop, k=2)(ask, k=1)) == 1
    assert len(HardwonRM(shop, budget=1500)(ask, k=1)) == 1
    assert sum(len(one.long_text) for one in HardwonRM(shop, budget=30)(ask)) < 200
    assert HardwonRM(shop)("zebra") == []


def test_a_program_retrieves_and_answers(shop: Path) -> None:
    lm = DummyLM([{"reasoning": "The lesson says so.", "answer": "Pass it down."}])
    with dspy.context(lm=lm, rm=HardwonRM(shop)):
        prediction = Answer()("why does the second session wait for itself")
    assert prediction.answer == "Pass it down."
    assert "A second database session while the first is held" in _prompt(lm)


def test_a_program_that_has_its_own_is_copied_saved_and_loaded(shop: Path, tmp_path: Path) -> None:
    program = Own(shop)
    lm = DummyLM([{"answer": "one"}, {"answer": "two"}, {"answer": "three"}])
    with dspy.context(lm=lm):
        assert program("session held").answer == "one"
        assert program.deepcopy()("session held").answer == "two"
        program.save(str(tmp_path / "program.json"))
        loaded = Own(shop)
        loaded.retrieve.k = 99
        loaded.load(str(tmp_path / "program.json"))
        assert loaded("session held").answer == "three"
    assert loaded.retrieve.k == 3
    assert "Pass the session down" in _prompt(lm)


def test_a_lesson_is_there_from_the_moment_it_is_written_and_gone_once_it_is_retired(shop: Path) -> None:
    retrieve = HardwonRM(shop, k=50)
    assert "lesson:frozen-tz" not in _sources(retrieve("which timezone do reports have"))
    write_lesson(
        shop, "frozen-tz", PASS_DOWN.replace("Pass the session down", "Reports have the shop's timezone")
    )
    assert _sources(retrieve("which timezone do reports have"))[0] == "lesson:frozen-tz"
    assert run(["lessons", "retire", "frozen-tz", "--because", "reports are gone", "--repo", str(shop)]) == 0
    asked = [retrieve(words) for words in ("which timezone do reports have", "session", "timezone", "held")]
    assert [passages for passages in asked if "lesson:frozen-tz" in _sources(passages)] == []
    assert "lesson:pass-down" in _sources(asked[1])


def test_what_was_said_between_two_calls_is_found(shop: Path) -> None:
    retrieve = HardwonRM(shop)
    assert "s2#1" not in _sources(retrieve("zebra crossing"))
    with open_workspace(shop).owner("test") as journal:
        journal.append([turn("s2", 1, "the zebra crossing needs a lamp")])
    assert _sources(retrieve("zebra crossing")) == ["s2#1"]


def test_it_answers_beside_a_daemon_that_writes(shop: Path) -> None:
    retrieve = HardwonRM(shop, k=50)
    asked: list[list[str]] = []

    def do(_: object, journal: Journal) -> None:
        for number in range(10):
            journal.append([turn("s3", number, f"the export wrote line {number}")])
            asked.append(_sources(retrieve("second session held, and what the export wrote")))
        write_lesson(shop, "export-lines", PASS_DOWN.replace("Pass the session down", "What exports write"))
        asked.append(_sources(retrieve("what the export wrote")))

    assert with_daemon(shop, do) == []
    assert len(asked) == 11
    assert [sources for sources in asked[:10] if "lesson:pass-down" not in sources] == []
    assert "lesson:export-lines" in asked[-1]


def test_it_is_told_in_the_journal(shop: Path) -> None:
    HardwonRM(shop, k=1)("second session held")
    with open_workspace(shop).owner("test") as journal:
        [event] = journal.read(kinds=("lesson.recalled",))
    assert event.payload["by"] == "dspy"
    assert event.payload["slugs"] == ["pass-down"]


def test_where_the_telling_fails_the_answer_comes(shop: Path) -> None:
    spool = open_workspace(shop).places.spool
    if spool.is_dir():
        spool.rmdir()
    spool.write_text("in the way")
    assert _sources(HardwonRM(shop, k=1)("second session held")) == ["lesson:pass-down"]


@pytest.mark.parametrize("damage", [b"", b"no index at all"])
def test_a_broken_index_costs_no_answer(shop: Path, damage: bytes) -> None:
    before = _sources(HardwonRM(shop)("nightly export session"))
    files = [path for path in open_workspace(shop).places.index.rglob("*") if path.is_file()]
    assert files
    for path in files:
        path.write_bytes(damage)
    assert _sources(HardwonRM(shop)("nightly export session")) == before
    assert "s1#1" in before


def test_a_repository_without_hardwon_knows_nothing_and_stays_as_it_is(tmp_path: Path) -> None:
    root = make_repository(tmp_path / "bare")
    (root / "docs").mkdir()
    (root / "docs/why.md").write_text("# Why exports hang\nThey do.\n")
    before = all_files(root)
    assert HardwonRM(root)("why do exports hang") == []
    assert all_files(root) == before


def test_a_place_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(HardwonError, match="does not exist -> name a directory"):
        HardwonRM(tmp_path / "nowhere")("anything")


def test_in_a_coroutine_it_runs_beside_the_loop(shop: Path) -> None:
    async def ask() -> list[Any]:
        retrieve = dspy.asyncify(HardwonRM(shop))
        return await asyncio.gather(*(retrieve("second session held", k=1) for _ in range(4)))

    assert [_sources(passages) for passages in asyncio.run(ask())] == [["lesson:pass-down"]] * 4


def test_copies_in_threads_read_the_pages_once(shop: Path) -> None:
    class Sources(dspy.Module):
        def __init__(self) -> None:
            super().__init__()
            self.retrieve = HardwonRM(shop, k=1)

        def forward(self, question: str) -> Any:
            return dspy.Prediction(sources=_sources(self.retrieve(question)))

    program = Sources()
    work = [(program.deepcopy(), {"question": "second session held"}) for _ in range(12)]
    told = dspy.Parallel(num_threads=6, disable_progress_bar=True)(work)
    assert [one.sources for one in told] == [["lesson:pass-down"]] * 12
    assert len({id(copied.retrieve._source) for copied, _ in work}) == 1


def test_a_program_may_move_on_to_another_directory(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop / "app")
    retrieve = HardwonRM()
    monkeypatch.chdir(tmp_path)
    assert "s1#1" in _sources(retrieve(SAID))


def test_without_dspy_it_names_the_extra_and_the_provider_works(shop: Path) -> None:
    program = f"""
import sys
sys.modules["dspy"] = None
from hardwon.integrations.dspy import ContextProvider
print(ContextProvider({str(shop)!r}, timeout=30).get("second session held"))
for name in ("HardwonRM", "recall_tool"):
    try:
        exec(f"from hardwon.integrations.dspy import {{name}}")
    except Exception as error:
        print(type(error).__name__, error)
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "Pass the session down" in ran.stdout
    missing = 'DspyMissing DSPy is not installed -> pip install "hardwon[dspy]"'
    assert ran.stdout.splitlines()[-2:] == [missing, missing]
