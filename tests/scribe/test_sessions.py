from datetime import timedelta
from pathlib import Path

import pytest

from hardwon.core import find_places
from hardwon.scribe import NoSession, Sessions, worktrees
from hardwon.store import JournalReader
from tests.scribe.transcripts import OTHER, SESSION, START, Claude, bring, make_places, open_journal

NOW = START + timedelta(minutes=3)


def _transcript() -> Claude:
    transcript = Claude().user("Fix the build").runs("make test", "1 failed, 3 passed", error=True)
    transcript.edits("/srv/shop/a.py").edits("/srv/shop/a.py").edits("/srv/shop/b.py", error=True)
    return transcript.runs("make test | tail", "4 passed").calls("Bash", "last", command="make deploy")


def test_the_latest_session_comes_first_and_those_without_a_word_only_when_asked_for(tmp_path: Path) -> None:
    silent = Claude(f"7{SESSION[1:]}", seed=3).add("system", subtype="init")
    with open_journal(make_places(tmp_path / "repository")) as journal:
        bring(journal, _transcript().write(tmp_path / "a.jsonl"), silent.write(tmp_path / "c.jsonl"))
        bring(journal, Claude(OTHER, seed=2).user("hello").write(tmp_path / "b.jsonl"))
        sessions = Sessions(journal)
        assert [one.id for one in sessions.latest(NOW)] == [SESSION, OTHER]
        assert len(sessions.latest(NOW, empty=True)) == 3
        assert (sessions.count(), sessions.count(empty=True)) == (2, 3)
        assert [one.id for one in sessions.latest(NOW, limit=1)] == [SESSION]
        assert len(sessions.latest(NOW, limit=0)) == 2


def test_an_account_names_files_commands_and_errors_with_their_lines(tmp_path: Path) -> None:
    with open_journal(make_places(tmp_path / "repository")) as journal:
        bring(journal, _transcript().write(tmp_path / "a.jsonl"))
        sessions = Sessions(journal)
        account = sessions.show(sessions.find(SESSION, NOW))
    assert (account.session.files, account.session.commands) == (2, 3)
    assert [(file.path, file.edits, file.failed, file.lines) for file in account.files] == [
        ("a.py", 2, 0, (4, 6)),
        ("b.py", 1, 1, (8,)),
    ]
    assert [(step.line, step.command, step.result, step.check) for step in account.commands] == [
        (2, "make test", "failed", True),
        (10, "make test | tail", "ok", True),
        (12, "make deploy", "unknown", False),
    ]
    assert [(error.line, error.tool, error.message) for error in account.errors] == [
        (3, "Bash", "1 failed, 3 passed"),
        (9, "Edit", "The file was updated."),
    ]


def test_the_beginning_of_an_id_is_enough_if_it_is_the_only_one(tmp_path: Path) -> None:
    twin = SESSION[:-1] + "7"
    with open_journal(make_places(tmp_path / "repository")) as journal:
        sessions = Sessions(journal)
        with pytest.raises(NoSession, match="no sessions yet -> take some in with `hardwon import`"):
            sessions.find("", NOW)
        bring(journal, _transcript().write(tmp_path / "a.jsonl"))
        bring(journal, Claude(twin, seed=2).user("hello").write(tmp_path / "b.jsonl"))
        bring(journal, Claude("a_b%c", seed=3).user("hello").write(tmp_path / "c.jsonl"))
        assert sessions.find(SESSION, NOW).id == SESSION
        assert sessions.find("a_b%", NOW).id == "a_b%c"
        assert sessions.find("", NOW).id == SESSION
        with pytest.raises(NoSession, match=f"2 sessions begin with `5f0e`: {SESSION}, {twin} -> write more"):
            sessions.find("5f0e", NOW)
        with pytest.raises(NoSession, match="no session begins with `a%`"):
            sessions.find("a%", NOW)


@pytest.mark.parametrize(
    ("last", "states"),
    [("a call", ["working", "idle", "crashed"]), ("an answer", ["idle", "idle", "ended"])],
)
def test_a_session_that_is_silent_is_no_longer_at_work(tmp_path: Path, last: str, states: list[str]) -> None:
    transcript = _transcript() if last == "a call" else _transcript().says("Deployed.")
    with open_journal(make_places(tmp_path / "repository")) as journal:
        bring(journal, transcript.write(tmp_path / "a.jsonl"))
        assert states == [
            Sessions(journal).find("", START + passed).state
            for passed in (timedelta(minutes=3), timedelta(minutes=30), timedelta(hours=13))
        ]


def test_subagents_are_named_by_their_parent(tmp_path: Path) -> None:
    child = Claude(seed=2, agentId="a1", isSidechain=True).user("search").says("found")
    with open_journal(make_places(tmp_path / "repository")) as journal:
        bring(journal, _transcript().write(tmp_path / "a.jsonl"), child.write(tmp_path / "b.jsonl"))
        sessions = Sessions(journal)
        account = sessions.show(sessions.find(SESSION, NOW))
        assert account.children == (f"agent-a1@{SESSION[:8]}",)
        [found] = [one for one in sessions.latest(NOW) if one.parent]
        assert (found.parent, found.title, found.turns, found.replies) == (SESSION, "search", 0, 1)


@pytest.mark.parametrize(
    ("cwd", "path", "shown"),
    [
        ("{root}", "{root}/app/a.py", "app/a.py"),
        ("{root}/app", "{root}/app/a.py", "app/a.py"),
        ("{root}/app", "a.py", "app/a.py"),
        ("{root}", "/etc/hosts", "/etc/hosts"),
        ("/elsewhere/shop", "/elsewhere/shop/app/a.py", "app/a.py"),
        ("/elsewhere/shop", "app/../b.py", "b.py"),
    ],
)
def test_paths_are_shown_relative_to_the_repository(tmp_path: Path, cwd: str, path: str, shown: str) -> None:
    places = make_places(tmp_path / "repository")
    root = str(places.root)
    transcript = Claude(cwd=cwd.format(root=root)).user("go").edits(path.format(root=root))
    with open_journal(places) as journal:
        bring(journal, transcript.write(tmp_path / "a.jsonl"))
        sessions = Sessions(journal, roots=worktrees(places))
        [file] = sessions.show(sessions.find("", NOW)).files
    assert file.path == shown


def test_an_edit_that_the_user_refused_touched_nothing(tmp_path: Path) -> None:
    refusal = "The user doesn't want to proceed with this tool use."
    transcript = Claude().calls("Edit", "c1", file_path="/srv/shop/a.py").gets("c1", refusal, error=True)
    with open_journal(make_places(tmp_path / "repository")) as journal:
        bring(journal, transcript.write(tmp_path / "a.jsonl"))
        sessions = Sessions(journal)
        account = sessions.show(sessions.find(SESSION, NOW))
    assert account.files == ()
    assert account.errors[0].rejected


def test_a_journal_that_is_not_there_has_no_sessions(tmp_path: Path) -> None:
    with JournalReader.open(make_places(tmp_path)) as reader:
        assert (Sessions(reader).latest(NOW), Sessions(reader).count()) == ([], 0)


def test_the_worktrees_of_a_repository_are_read_from_gits_own_files(tmp_path: Path) -> None:
    main, linked = tmp_path / "main", tmp_path / "linked"
    own = main / ".git" / "worktrees" / "linked"
    own.mkdir(parents=True)
    linked.mkdir()
    (main / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (own / "gitdir").write_text(f"{linked}/.git\n")
    (own / "commondir").write_text("../..\n")
    (linked / ".git").write_text(f"gitdir: {own}\n")
    assert set(worktrees(find_places(linked, runtime=tmp_path))) == {main, linked}
    assert worktrees(find_places(linked, runtime=tmp_path))[0] == linked
