"""Broken input and bad circumstances: a clear sentence with the next step, and nothing lost."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.journey.terminal import Terminal

SENTENCE = "hardwon: "
# Root may read and write everything; without these two powers it is a user like others.
AS_A_USER = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.getuid() == 0 else []
IN_NAMESPACE = ["unshare", "--map-root-user", "--mount"]


@pytest.fixture
def repo(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A repository with one commit, whose path has spaces and letters beyond ASCII."""
    terminal = Terminal(tmp_path / "Łódź und mehr", tmp_path / "home")
    # Its path is short: a socket's may have 107 bytes.
    terminal.environment["XDG_RUNTIME_DIR"] = str(tmp_path_factory.mktemp("r"))
    (terminal.root / "app").mkdir(parents=True)
    (terminal.root / "app/code.py").write_text("def f():\n    return 1\n")
    terminal.run("git", "init", "-q", "-b", "main")
    terminal.run("git", "add", "-A")
    terminal.run("git", "commit", "-q", "-m", "First")
    return terminal


def write_turns(file: Path, count: int, *, end: str = "\n") -> Path:
    """`count` turns about zebras, 50 to a session."""
    lines = [
        {
            "session": f"s{number // 50}",
            "turn": number % 50,
            "time": f"2026-01-01T10:{number % 60:02}:00Z",
            "speaker": "ana" if number % 2 else "ben",
            "text": f"The zebra pipeline and widget{number}",
        }
        for number in range(count)
    ]
    file.write_text("".join(json.dumps(line) + end for line in lines), newline="")
    return file


def count_events(root: Path, kind: str = "session.turn") -> int:
    journal = sqlite3.connect(root / ".git/hardwon/journal.db")
    try:
        return int(journal.execute("SELECT count(*) FROM event WHERE kind = ?", [kind]).fetchone()[0])
    finally:
        journal.close()


def complaint(run: "subprocess.CompletedProcess[str]", expect: int = 2) -> str:
    """What a command that failed said: one sentence with a next step, and no traceback."""
    assert run.returncode == expect, f"{run.returncode}\n{run.stdout}\n{run.stderr}"
    assert "Traceback" not in run.stderr
    assert "itself failed" not in run.stderr
    lines = run.stderr.strip().splitlines()
    assert len(lines) == 1, run.stderr
    assert lines[0].startswith(SENTENCE), run.stderr
    assert " -> " in lines[0], run.stderr
    return lines[0].removeprefix(SENTENCE)


def namespace_or_skip(tmp_path: Path) -> None:
    probe = subprocess.run(
        [*IN_NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", str(tmp_path)], capture_output=True, check=False
    )
    if probe.returncode:
        pytest.skip(f"no mounts here: {probe.stderr.decode().strip()}")


def user_or_skip() -> list[str]:
    if AS_A_USER and not shutil.which("setpriv"):
        pytest.skip("root can only be held back by setpriv (util-linux)")
    return AS_A_USER


# Places


def test_without_git_all_works_and_it_says_where_transcripts_come_from(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "bare ground", tmp_path / "home")
    terminal.root.mkdir()
    assert "hardwon import PATH" in terminal.run("hardwon", "import")
    terminal.run("hardwon", "import", str(write_turns(tmp_path / "t.jsonl", 5)))
    assert "s0#3" in terminal.run("hardwon", "recall", "widget3")
    terminal.run("hardwon", "init")
    terminal.run("hardwon", "uninstall", "--state")
    assert list(terminal.root.iterdir()) == []


def test_a_repository_without_commits_is_taken_as_it_is(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "new", tmp_path / "home")
    terminal.root.mkdir()
    terminal.run("git", "init", "-q")
    assert "no commits yet" in terminal.run("hardwon", "import")


def test_a_linked_worktree_and_a_detached_head_share_the_journal(repo: Terminal) -> None:
    repo.run("git", "worktree", "add", "-q", "--detach", "../linked")
    linked = str(repo.root.parent / "linked")
    repo.run("hardwon", "import", "--repo", linked, str(write_turns(repo.root.parent / "t.jsonl", 5)))
    assert count_events(repo.root) == 5
    assert "s0#3" in repo.run("hardwon", "recall", "widget3")


def test_in_a_bare_repository_it_says_where_to_work(repo: Terminal) -> None:
    repo.run("git", "clone", "-q", "--bare", ".", "../bare.git")
    bare = repo.root.parent / "bare.git"
    before = sorted(bare.iterdir())
    assert "bare repository" in complaint(repo.call("hardwon", "init", "--repo", str(bare)))
    assert sorted(bare.iterdir()) == before


def test_without_git_on_the_path_only_the_history_is_missing(repo: Terminal, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "hardwon").symlink_to(str(shutil.which("hardwon", path=repo.environment["PATH"])))
    run = repo.call("hardwon", "import", PATH=str(programs))
    assert run.returncode == 0
    assert "git is not installed" in run.stdout


# Files


def test_broken_pages_are_named_and_hide_no_other(repo: Terminal) -> None:
    lessons = repo.root / ".hardwon/lessons"
    lessons.mkdir(parents=True)
    (lessons / "brackets.md").write_text("---\ntitle: [broken\n---\nbody\n")
    (lessons / "empty.md").write_text("")
    (lessons / "latin.md").write_bytes(b"---\ntitle: x\n---\ncaf\xe9\n")
    (lessons / "loop.md").symlink_to("loop.md")
    (lessons / "windows.md").write_bytes(
        b"---\r\ntitle: Line ends\r\nstatus: adopted\r\nkind: gotcha\r\ncost: 1h\r\n---\r\nzebra\r\n"
    )
    os.mkfifo(lessons / "pipe.md")
    report = json.loads(repo.run("hardwon", "lessons", "verify", "--format", "json", expect=1))
    assert {(Path(one["path"]).name, one["line"]) for one in report["problems"]} == {
        ("brackets.md", 2),
        ("empty.md", 1),
        ("latin.md", 4),
        ("loop.md", 1),
        ("pipe.md", 1),
    }
    assert "lesson:windows" in repo.run("hardwon", "recall", "zebra")
    assert "brackets.md:2" in complaint(repo.call("hardwon", "lessons", "show", "brackets"))


def test_a_half_written_line_waits_for_its_other_half(repo: Terminal, tmp_path: Path) -> None:
    whole = write_turns(tmp_path / "whole.jsonl", 40).read_bytes()
    growing = tmp_path / "growing.jsonl"
    growing.write_bytes(whole[:1000])
    first = repo.run("hardwon", "import", str(growing))
    seen = whole[:1000].count(b"\n")
    assert f"growing.jsonl:{seen + 1}: half-written" in first
    assert count_events(repo.root) == seen
    growing.write_bytes(whole)
    repo.run("hardwon", "import", str(growing))
    assert count_events(repo.root) == 40


def test_line_ends_and_marks_of_windows_change_nothing(repo: Terminal, tmp_path: Path) -> None:
    repo.run("hardwon", "import", str(write_turns(tmp_path / "t.jsonl", 40)))
    windows = write_turns(tmp_path / "w.jsonl", 40, end="\r\n")
    windows.write_bytes(b"\xef\xbb\xbf" + windows.read_bytes())
    assert "0 events new" in repo.run("hardwon", "import", str(windows))


def test_what_is_no_transcript_is_named(repo: Terminal, tmp_path: Path) -> None:
    (tmp_path / "noise.jsonl").write_bytes(bytes(range(256)) * 9)
    run = repo.call("hardwon", "import", str(tmp_path / "noise.jsonl"))
    assert run.returncode == 2
    assert "noise.jsonl: no transcript that hardwon knows" in run.stderr
    (tmp_path / "nothing").mkdir()
    assert "no transcripts found there" in repo.run("hardwon", "import", str(tmp_path / "nothing"))


def test_turns_from_the_future_are_recalled_like_others(repo: Terminal, tmp_path: Path) -> None:
    turns = [("2099-01-01T00:00:00Z", "giraffes later"), ("1999-01-01T00:00:00Z", "giraffes before")]
    lines = [
        {"session": "x", "turn": number, "time": time, "speaker": "ana", "text": text}
        for number, (time, text) in enumerate(turns)
    ]
    file = tmp_path / "t.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + "\n")
    repo.run("hardwon", "import", str(file))
    recalled = repo.run("hardwon", "recall", "giraffes")
    assert "x#0" in recalled
    assert "x#1" in recalled


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[tool.hardwon\n", "pyproject.toml is not valid TOML"),
        ("[tool.hardwon]\nrecal-budget = 3\n", "did you mean `recall-budget`?"),
        ("[tool.hardwon]\r\nport = 99999\r\n", "write a number from 0 to 65535"),
        ('[tool.hardwon]\ndatabase = "nonsense"\n', "postgresql://user@host/name"),
    ],
)
def test_a_wrong_setting_says_what_to_write(repo: Terminal, written: str, said: str) -> None:
    (repo.root / "pyproject.toml").write_text(written, newline="")
    assert said in complaint(repo.call("hardwon", "import"))


# The state


def test_a_damaged_journal_is_named_with_the_way_back(repo: Terminal, tmp_path: Path) -> None:
    turns = str(write_turns(tmp_path / "t.jsonl", 20))
    repo.run("hardwon", "import", turns)
    journal = repo.root / ".git/hardwon/journal.db"
    journal.write_bytes(b"garbage" * 1000)
    for words in (["import", turns], ["recall", "zebra"], ["sessions", "list"], ["lessons", "list"]):
        assert f"mv {journal} {journal}.damaged" in complaint(repo.call("hardwon", *words))
    assert "is damaged" in repo.run("hardwon", "doctor", expect=1)
    journal.rename(f"{journal}.damaged")
    repo.run("hardwon", "import", turns)
    assert count_events(repo.root) == 20


def test_a_journal_that_was_closed_is_whole_in_its_one_file(repo: Terminal, tmp_path: Path) -> None:
    repo.run("hardwon", "import", str(write_turns(tmp_path / "t.jsonl", 20)))
    state = repo.root / ".git/hardwon"
    assert not (state / "journal.db-wal").exists()
    shutil.copy(state / "journal.db", tmp_path / "backup.db")
    backup = sqlite3.connect(tmp_path / "backup.db")
    assert backup.execute("SELECT count(*) FROM event WHERE kind = 'session.turn'").fetchone() == (20,)
    backup.close()


def test_a_journal_of_a_newer_hardwon_is_left_alone(repo: Terminal, tmp_path: Path) -> None:
    turns = str(write_turns(tmp_path / "t.jsonl", 20))
    repo.run("hardwon", "import", turns)
    journal = sqlite3.connect(repo.root / ".git/hardwon/journal.db")
    journal.execute("UPDATE alembic_version SET version_num = '9999'")
    journal.commit()
    journal.close()
    assert "upgrade hardwon" in complaint(repo.call("hardwon", "import", turns))
    assert count_events(repo.root) == 20


def test_a_damaged_index_and_cache_are_made_anew(repo: Terminal, tmp_path: Path) -> None:
    repo.run("hardwon", "import", str(write_turns(tmp_path / "t.jsonl", 20)))
    state = repo.root / ".git/hardwon"
    (state / "cache.db").write_bytes(b"junk")
    repo.run("hardwon", "recall", "zebra")
    for file in (state / "index").rglob("*"):
        if file.is_file():
            file.write_bytes(b"junk")
    assert "s0#7" in repo.run("hardwon", "recall", "widget7")


def test_something_else_in_the_place_of_the_state_is_named(repo: Terminal) -> None:
    (repo.root / ".git/hardwon").write_text("a file")
    assert "something else is where" in complaint(repo.call("hardwon", "import"))


def test_a_torn_line_in_the_spool_is_set_aside(repo: Terminal) -> None:
    spool = repo.root / ".git/hardwon/spool"
    spool.mkdir(parents=True)
    (spool / "00000001-1-aaaa.jsonl").write_text('{"half')
    repo.run("hardwon", "import")
    assert [file.read_text().splitlines()[-1] for file in (spool / "broken").iterdir()] == ['{"half']
    assert "broken" in repo.run("hardwon", "doctor")


# The disk


def test_what_may_not_be_written_is_still_read(repo: Terminal, tmp_path: Path) -> None:
    user = user_or_skip()
    turns = str(write_turns(tmp_path / "t.jsonl", 20))
    repo.run("hardwon", "init")
    repo.run("hardwon", "import", turns)
    directories = [repo.root, *(path for path in repo.root.rglob("*") if path.is_dir())]
    for directory in directories:
        directory.chmod(0o555)
    for file in (repo.root / ".git/hardwon").iterdir():
        if file.is_file():
            file.chmod(0o444)
    try:
        # The index was never made: the question is answered from one that is thrown away.
        recalled = repo.call(*user, "hardwon", "recall", "widget7")
        assert "s0#7" in recalled.stdout, recalled.stderr
        assert "s0" in repo.call(*user, "hardwon", "sessions", "list").stdout
        assert "write access" in complaint(repo.call(*user, "hardwon", "import", turns))
        assert "write access" in complaint(repo.call(*user, "hardwon", "up", "--no-browser", "--port", "0"))
        assert "see that you may write in" in complaint(
            repo.call(*user, "hardwon", "lessons", "new", "A page")
        )
        assert "nothing was changed" in complaint(repo.call(*user, "hardwon", "uninstall"))
    finally:
        for directory in directories:
            directory.chmod(0o755)


@pytest.mark.parametrize("hidden", [".git", ".git/hardwon", ".hardwon/lessons"])
def test_what_may_not_be_read_is_named(repo: Terminal, hidden: str) -> None:
    user = user_or_skip()
    repo.run("hardwon", "init")
    repo.run("hardwon", "import")
    (repo.root / hidden).chmod(0)
    try:
        run = repo.call(*user, "hardwon", "lessons", "list")
        assert hidden in run.stdout + run.stderr
        assert "itself failed" not in run.stderr
    finally:
        (repo.root / hidden).chmod(0o755)


def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(repo: Terminal, tmp_path: Path) -> None:
    namespace_or_skip(tmp_path / "home")
    write_turns(tmp_path / "t.jsonl", 2500)
    (tmp_path / "disk").mkdir()
    script = r"""
        say() { echo "@$1"; shift; "$@" 2>&1; echo "[$?]"; }
        mount -t tmpfs -o size=900k tmpfs ../disk && cp -r . ../disk/r && cd ../disk/r || exit 9
        say small hardwon import ../../t.jsonl
        dd if=/dev/zero of=../fill bs=1k 2>/dev/null
        say page hardwon lessons new "A page"
        say init hardwon init
        say read hardwon sessions list
        rm ../fill && mount -o remount,size=20m ../../disk
        say large hardwon import ../../t.jsonl
        say recall hardwon recall widget2499
        cp .git/hardwon/journal.db ../../saved.db
    """
    run = repo.call(*IN_NAMESPACE, "sh", "-c", script)
    parts = dict(part.split("\n", 1) for part in run.stdout.split("@")[1:])
    assert "free some space, then do it again" in parts["small"]
    assert parts["small"].endswith("[2]\n")
    assert "free some space, then do it again" in parts["page"]
    assert "free some space, then run it again" in parts["init"]
    assert parts["read"].endswith("[0]\n")
    assert "50 sessions · 2,500 lines" in parts["large"]
    assert "s49#49" in parts["recall"]
    saved = sqlite3.connect(tmp_path / "saved.db")
    assert saved.execute("SELECT count(*) FROM event WHERE kind = 'session.turn'").fetchone() == (2500,)
    saved.close()
    assert "itself failed" not in run.stdout


def test_up_outlives_a_full_disk(repo: Terminal, tmp_path: Path) -> None:
    namespace_or_skip(tmp_path / "home")
    (tmp_path / "disk").mkdir()
    script = r"""
        mount -t tmpfs -o size=6m tmpfs ../disk && cp -r . ../disk/r && cd ../disk/r || exit 9
        hardwon up --no-browser --port 0 > ../../log 2>&1 & up=$!
        trap 'kill $up' EXIT
        until grep -q ^ready ../../log; do kill -0 $up || exit 8; sleep 0.1; done
        dd if=/dev/zero of=../fill bs=1k 2>/dev/null
        n=0
        until grep -q 'free some space' ../../log || [ $n = 100 ]; do
            n=$((n + 1)); touch app/code.py "app/$n"; sleep 0.1
        done
        rm ../fill; touch app/last.py
        hardwon import ../../t.jsonl
        kill -INT $up; wait $up; echo "[$?]"; trap - EXIT
        cp .git/hardwon/journal.db ../../saved.db
    """
    write_turns(tmp_path / "t.jsonl", 20)
    run = repo.call(*IN_NAMESPACE, "sh", "-c", script)
    log = (tmp_path / "log").read_text()
    assert run.stdout.endswith("[0]\n"), log + run.stdout + run.stderr
    assert log.count("free some space") == 1
    assert "itself failed" not in log
    saved = sqlite3.connect(tmp_path / "saved.db")
    assert saved.execute("SELECT count(*) FROM event WHERE kind = 'session.turn'").fetchone() == (20,)
    saved.close()


# Together


def test_what_others_hand_in_while_up_runs_is_recalled_soon(repo: Terminal, tmp_path: Path) -> None:
    with repo.up() as up:
        again = repo.run("hardwon", "up", "--no-browser", "--port", "0")
        assert f"already up, process {up.process.pid}" in again
        assert up.said.splitlines()[-1] in again
        repo.run("hardwon", "import", str(write_turns(tmp_path / "t.jsonl", 60)))
        for _ in range(50):
            if "s1#9" in repo.run("hardwon", "recall", "widget59"):
                break
        else:
            pytest.fail("an imported turn is never recalled")
        repo.run("hardwon", "lessons", "new", "Feed the zebra")
        page = repo.root / ".hardwon/lessons/feed-the-zebra.md"
        page.write_text(page.read_text().replace("What goes wrong, why,", "It bites, because it is hungry,"))
        repo.run("hardwon", "lessons", "adopt", "feed-the-zebra")
        assert "lesson:feed-the-zebra" in repo.run("hardwon", "recall", "feed the zebra")
        assert "press Ctrl-C" in complaint(repo.call("hardwon", "uninstall", "--state"))
        assert (repo.root / ".hardwon/README.md").exists(), "a refused uninstall took files away"
    assert up.process.returncode == 0
    assert count_events(repo.root) == 60


def test_of_two_ups_at_once_one_serves_and_the_other_says_where(repo: Terminal) -> None:
    words = ["hardwon", "up", "--no-browser", "--port", "0"]
    racing = [
        subprocess.Popen(words, cwd=repo.root, env=repo.environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    try:
        last = ["", ""]
        while not all(line.startswith("ready ") for line in last):
            for number, process in enumerate(racing):
                if not last[number].startswith("ready ") and process.stdout is not None:
                    last[number] = process.stdout.readline()
                    assert last[number], "one of them ended without a word of where the page is"
        assert last[0] == last[1]
        deadline = time.monotonic() + 30
        while all(process.poll() is None for process in racing) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert sorted(process.poll() is None for process in racing) == [False, True]
    finally:
        for process in racing:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
    assert [process.returncode for process in racing] == [0, 0]


def test_what_a_killed_up_left_stops_nobody(repo: Terminal) -> None:
    with repo.up() as up:
        up.process.send_signal(signal.SIGKILL)
        up.process.wait(timeout=60)
    assert list((Path(repo.environment["XDG_RUNTIME_DIR"]) / "hardwon").glob("*.sock"))
    repo.run("hardwon", "import")
    with repo.up() as up:
        pass
    assert up.process.returncode == 0


def test_an_interrupted_import_goes_on_where_it_stopped(repo: Terminal, tmp_path: Path) -> None:
    turns = str(write_turns(tmp_path / "t.jsonl", 20_000))
    words = ["hardwon", "import", turns]
    process = subprocess.Popen(
        words, cwd=repo.root, env=repo.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    journal = repo.root / ".git/hardwon/journal.db-wal"
    while process.poll() is None and (not journal.exists() or journal.stat().st_size < 500_000):
        pass
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert b"stopped" in errors
    repo.run(*words)
    assert count_events(repo.root) == 20_000


# Surroundings


def test_no_home_and_no_runtime_directory_are_no_obstacle(repo: Terminal) -> None:
    for name in ("HOME", "XDG_RUNTIME_DIR"):
        del repo.environment[name]
    repo.environment["TMPDIR"] = str(repo.root.parent)
    with repo.up() as up:
        assert "ready" in up.said


def test_a_user_whom_the_system_does_not_know_has_no_transcripts(repo: Terminal) -> None:
    del repo.environment["HOME"]
    if os.getuid() != 0:
        pytest.skip("only root may become a user without a name")
    probe = "import os, pathlib; os.setuid(54321); from hardwon.assembly.configuration import home_directory;"
    python = str(shutil.which("python", path=repo.environment["PATH"]))
    # Imported before the change of user, who may not look at where hardwon is.
    code = f"import hardwon.assembly.configuration; {probe} print(home_directory().exists())"
    assert repo.run(python, "-c", code) == "False\n"


@pytest.mark.parametrize("place", ["file", "long"])
def test_a_runtime_directory_that_cannot_be_used_is_named(repo: Terminal, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    repo.environment["XDG_RUNTIME_DIR"] = str(tmp_path / (place if place == "file" else "x" * 120))
    run = repo.call("hardwon", "up", "--no-browser", "--port", "0")
    assert "set XDG_RUNTIME_DIR to" in complaint(run)


def test_a_relative_runtime_directory_is_ignored(repo: Terminal) -> None:
    repo.environment |= {"XDG_RUNTIME_DIR": "run", "TMPDIR": str(repo.root.parent)}
    with repo.up():
        assert not (repo.root / "run").exists()


def test_a_terminal_without_the_letters_gets_what_it_can_show(repo: Terminal, tmp_path: Path) -> None:
    turns = write_turns(tmp_path / "t.jsonl", 5)
    turns.write_text(turns.read_text().replace("zebra", "żebra"))
    repo.run("hardwon", "import", str(turns))
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for encoding, shown in (("ascii", "żebra"), ("latin-1", "?ebra")):
        for words in (["recall", "widget3"], ["sessions", "list"], ["worklog"]):
            run = repo.call("hardwon", *words, **plain, PYTHONIOENCODING=encoding)
            assert run.returncode == 0, run.stderr
            assert shown in run.stdout
    asked = ["hardwon", "recall", "widget3", "--format", "json"]
    found = json.loads(repo.call(*asked, **plain, PYTHONIOENCODING="latin-1").stdout)
    assert any("żebra" in unit["text"] for unit in found["units"])


def test_a_reader_that_went_away_is_no_failure(repo: Terminal) -> None:
    repo.run("hardwon", "init")
    for words in ("lessons list", "init --dry-run", "doctor --format json"):
        run = repo.call("bash", "-c", f"hardwon {words} | true; exit ${{PIPESTATUS[0]}}")
        assert run.returncode == 0, run.stderr
        assert run.stderr == ""


def test_an_output_that_cannot_be_written_is_named(repo: Terminal) -> None:
    run = repo.call("sh", "-c", "hardwon --help > /dev/full")
    assert "standard output" in complaint(run)


@pytest.mark.parametrize(
    "words",
    [
        "recal x",
        "lessons shw",
        "up --port 99999",
        "recall x --repo /nowhere",
        "--nope",
        "import nothing.jsonl",
    ],
)
def test_misuse_says_what_to_write(repo: Terminal, words: str) -> None:
    run = repo.call("hardwon", *words.split())
    assert "`hardwon" in complaint(run)


# Size


@pytest.mark.long
def test_a_hundred_thousand_files_are_watched_and_searched(repo: Terminal) -> None:
    for number in range(1000):
        directory = repo.root / f"data/{number // 50}/{number}"
        directory.mkdir(parents=True)
        for file in range(100):
            (directory / f"{file}.txt").touch()
    with repo.up() as up:
        assert "100,0" in up.said
        assert " files in 1,0" in up.said
