"""Digests that are put down and taken up again."""

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.scribe import Session, Worklogs
from hardwon.scribe.digest import Digest, write_worklog
from hardwon.scribe.snapshots import from_json, to_json
from hardwon.scribe.story import tell
from hardwon.scribe.worklog import Worklog
from hardwon.store import BlobCache, Event, JournalReader
from tests.scribe.transcripts import START, Claude, as_events, bring, make_places, open_journal, take

SESSION_AT_REST = Session(
    id="s", agent="claude-code", title="", started="", last="", ended="", state="ended", branch="", cwd="",
    parent="", origin="", turns=0, replies=0, tools=0, errors=0, progress=0,
)  # fmt: skip

_DEEDS = st.sampled_from(
    [
        ("user", "Fix the build"), ("user", "/clear"), ("user", "No, not like that"), ("user", "! make test"),
        ("user", "[Request interrupted by user]"), ("user", "<bash-stdout>2 failed</bash-stdout>"),
        ("says", "We went with Redis because the queue needs order."), ("says", "Shall I push?"),
        ("runs", "make test", "a.py:1: wrong\n1 failed", True), ("runs", "make test", "3 passed", False),
        ("runs", "./deploy", "done", False), ("runs", "docker up", "no image", True),
        ("runs", "git commit -m x", "[main 1a2b3c4d] Retry mails", False),
        ("runs", "git checkout -- a.py", "", False), ("edits", "/srv/shop/a.py"), ("edits", "/srv/shop/b.py"),
        ("calls", "Bash", "open"), ("todo", "write docs"), ("plan", "# Retry"),
    ]
)  # fmt: skip


def _transcript(deeds: Sequence[tuple[object, ...]]) -> Claude:
    transcript = Claude()
    for number, (kind, *words) in enumerate(deeds):
        match kind:
            case "user":
                transcript.user(words[0])
            case "says":
                transcript.says(str(words[0]))
            case "runs":
                transcript.runs(str(words[0]), str(words[1]), error=bool(words[2]))
            case "edits":
                transcript.edits(str(words[0]))
            case "calls":
                transcript.calls("Bash", f"open{number}", command="make deploy")
            case "todo":
                todos = [{"content": words[0], "status": "pending"}]
                transcript.calls("TodoWrite", f"t{number}", todos=todos).gets(f"t{number}", "ok")
            case _:
                transcript.calls("ExitPlanMode", f"p{number}", plan=words[0]).gets(f"p{number}", "approved")
    return transcript


def _events(folder: Path, transcript: Claude) -> list[Event]:
    sink, _ = take(transcript.write(folder / "one.jsonl"))
    return as_events(list(sink.events.values()))


def _in_stages(events: Sequence[Event], cuts: set[int]) -> Worklog:
    digest = Digest()
    for place, event in enumerate(events):
        if place in cuts:
            digest = from_json(Digest, json.loads(json.dumps(to_json(digest))))
        for step in digest.teller.take(event):
            digest.take(step)
    return digest.worklog(SESSION_AT_REST)


@given(deeds=st.lists(_DEEDS, max_size=40), cuts=st.sets(st.integers(0, 90), max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_session_cut_anywhere_gives_the_same_worklog(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[object, ...]], cuts: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    events = _events(folder, _transcript(deeds))
    assert _in_stages(events, cuts) == write_worklog(SESSION_AT_REST, tell(events))


def test_a_session_that_grows_is_read_on_from_where_it_was(tmp_path: Path) -> None:
    places = make_places(tmp_path / "repo")
    transcript = Claude().user("Fix the build").runs("make test", "1 failed", error=True)
    with open_journal(places) as journal, closing(BlobCache(places.cache)) as cache:
        path = transcript.write(tmp_path / "one.jsonl")
        bring(journal, path)
        watched = _Watched(journal)
        worklogs = Worklogs(watched, cache=cache)  # type: ignore[arg-type]
        session = worklogs.sessions.find("", START)
        assert [one.text for one in worklogs.of(session).left_open] == [
            "`make test` still fails: 1 failed",
            "not answered: Fix the build",
        ]
        transcript.edits("/srv/shop/a.py").runs("make test", "3 passed").says("The total was a float.")
        bring(journal, transcript.write(path))
        before = journal.last_offset()
        watched.began.clear()
        later = Worklogs(watched, cache=cache).of(worklogs.sessions.find("", START))  # type: ignore[arg-type]
        assert [fix.symptom for fix in later.fixed] == ["1 failed"]
        assert later == Worklogs(journal).of(later.session)
        [began] = watched.began
        assert 0 < began < before


class _Watched:
    """A reader that tells from where sessions were read."""

    def __init__(self, reader: JournalReader) -> None:
        self._reader = reader
        self.began: list[int] = []

    def __getattr__(self, name: str) -> object:
        if name == "scan":
            return self._scan
        return getattr(self._reader, name)

    def _scan(self, after: int = 0, **wanted: object) -> object:
        self.began.append(after)
        return self._reader.scan(after, **wanted)  # type: ignore[arg-type]


def test_a_digest_that_was_cut_short_goes_on_where_it_stopped(tmp_path: Path) -> None:
    places = make_places(tmp_path / "repo")
    transcript = Claude().user("go")
    for number in range(30):
        transcript.runs(f"./run {number}", "ok")

    class Cut(_Watched):
        def _scan(self, after: int = 0, **wanted: object) -> object:
            for number, event in enumerate(super()._scan(after, **wanted)):  # type: ignore[var-annotated, arg-type]
                if number == 40:
                    raise KeyboardInterrupt
                yield event

    with open_journal(places) as journal, closing(BlobCache(places.cache)) as cache:
        bring(journal, transcript.write(tmp_path / "one.jsonl"))
        session = Worklogs(journal).sessions.find("", START)
        with pytest.raises(KeyboardInterrupt):
            Worklogs(Cut(journal), cache=cache, stage=10).of(session)  # type: ignore[arg-type]
        watched = _Watched(journal)
        assert Worklogs(watched, cache=cache).of(session) == Worklogs(journal).of(session)  # type: ignore[arg-type]
    [began] = watched.began
    assert began > 30


def test_a_kept_digest_that_is_damaged_or_of_another_time_is_made_anew(tmp_path: Path) -> None:
    places = make_places(tmp_path / "repo")
    with open_journal(places) as journal, closing(BlobCache(places.cache)) as cache:
        bring(journal, Claude().user("Fix the build").says("Done it.").write(tmp_path / "one.jsonl"))
        worklogs = Worklogs(journal, cache=cache)
        session = worklogs.sessions.find("", START)
        whole = worklogs.of(session)
        key = worklogs.key(session)
        [kept] = cache.get_many([key]).values()
        for wrong in (b"", kept[:-9], b"x\x9c\xabV*\x01"):
            cache.put_many({key: wrong})
            assert worklogs.of(session) == whole


def test_a_digest_stays_small_and_counts_what_it_leaves_out(tmp_path: Path) -> None:
    transcript = Claude()
    for number in range(600):
        transcript.user(f"please do number {number} " + "x" * 400).edits(f"/srv/shop/{number}.py")
        transcript.runs(f"./run {number}", "y" * 5000).runs(f"./fail{number} up", "no way", error=True)
        transcript.runs("git commit -m x", f"[main {number:07x}] Commit {number}").says("And " + "z" * 9000)
    digest = Digest()
    largest = 0
    for place, event in enumerate(_events(tmp_path, transcript)):
        for step in digest.teller.take(event):
            digest.take(step)
        if place % 500 == 0:
            largest = max(largest, len(json.dumps(to_json(digest))))
    assert largest < 600_000
    log = digest.worklog(SESSION_AT_REST)
    assert (len(log.asked), log.left_out["asked"]) == (30, 570)
    assert log.asked[0].text.startswith("please do number 0 ")
    assert log.asked[-1].text.startswith("please do number 599 ")
    assert (len(log.files), log.left_out["files"]) == (400, 200)
    assert (len(log.commits), log.left_out["commits"]) == (100, 500)
    assert log.left_out["commands"] > 500
    assert log.left_out["failures"] == 500


def test_what_a_transcript_holds_is_in_memory_a_batch_at_a_time(tmp_path: Path) -> None:
    places = make_places(tmp_path / "repo")
    transcript = Claude().user("go")
    for number in range(450):
        transcript.runs(f"./run {number}", "y" * 100)
    with open_journal(places) as journal:
        bring(journal, transcript.write(tmp_path / "one.jsonl"))
        batches: list[int] = []

        class Counted(_Watched):
            def _scan(self, after: int = 0, **wanted: object) -> object:
                batches.append(int(str(wanted["batch"])))
                return journal.scan(after, **wanted)  # type: ignore[arg-type]

        Worklogs(Counted(journal)).of(Worklogs(journal).sessions.find("", START))  # type: ignore[arg-type]
    assert batches == [200]
