"""`hardwon check` with a daemon: the same words as without one, whatever was written a moment ago."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_up import Up

JOBS = "class JobManager:\n    def get_job(self, job_id): ...\n\njobs = JobManager()\n"
BREACH = "from jobs import jobs\n\n\ndef stop():\n    jobs.stop(1)\n"
ALONE = "import sys; from hardwon.cli import run; sys.exit(run(sys.argv[1:]))"


class Shop:
    """A repository with a daemon, and the two ways to check it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "shop"
        (folder / "home").mkdir()
        self.environment = {
            **os.environ,
            "HOME": str(folder / "home"),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "COLUMNS": "100",
        }
        self.root.mkdir()
        subprocess.run(["git", "init", "-q", "-b", "main", self.root], check=True)
        (self.root / "orders").mkdir()
        (self.root / "jobs.py").write_text(JOBS)
        (self.root / "orders/web.py").write_text(BREACH)
        (self.root / "ö.py").write_text(BREACH)

    def git(self, *words: str) -> None:
        who = ["-c", "user.name=Mia", "-c", "user.email=mia@example.com"]
        subprocess.run(["git", *who, *words], cwd=self.root, check=True, capture_output=True)

    def check(self, *words: str, alone: bool, cwd: str = "", text: str | None = None) -> tuple[int, str, str]:
        """Exit code and output; the time that a check took is left out."""
        start = ["-c", ALONE] if alone else ["-m", "hardwon"]
        done = subprocess.run(
            [sys.executable, *start, "check", *words],
            cwd=self.root / cwd,
            env=self.environment,
            capture_output=True,
            text=True,
            input=text,
            check=False,
        )
        return done.returncode, re.sub(r"\d+\.\d+ s\b|time=\"[\d.]+\"", "TIME", done.stdout), done.stderr

    def loaded(self, *words: str) -> list[str]:
        """The modules that a check loads which the daemon answers; a busy one may need to be asked again."""
        program = (
            "import atexit, sys\n"
            "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
            "from hardwon.__main__ import main\n"
            f"sys.argv = ['hardwon', 'check', *{words!r}]\n"
            "main()\n"
        )
        # Who measures coverage loads modules of its own.
        bare = {key: value for key, value in self.environment.items() if not key.startswith("COVERAGE_")}
        modules: list[str] = []
        for _ in range(5):
            done = subprocess.run(
                [sys.executable, "-c", program], cwd=self.root, env=bare, capture_output=True,
                text=True, check=False,
            )  # fmt: skip
            modules = done.stderr.split()
            if "hardwon.cli.root" not in modules:
                break
        return modules


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    shop = Shop(tmp_path_factory.mktemp("asking"))
    daemon = Up(shop.root, shop.environment, "--port", "0", "--no-browser")
    daemon.until_ready()
    shop.git("add", ".")
    shop.git("commit", "-qm", "The shop")
    wait_for(lambda: "click" not in shop.loaded())  # from then on the checker is warm
    yield shop
    daemon.process.kill()
    daemon.process.communicate()


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--advice",),
        ("--format", "json"),
        ("--format", "sarif"),
        ("--format", "github"),
        ("--format", "junit"),
        ("orders",),
        ("ö.py", "--format", "json"),
        ("--diff", "HEAD"),
        ("--frozen-baseline", "orders/web.py"),
        ("no-such-file.py",),
        ("--no-such-option",),
        ("--diff", "no-such-branch"),
    ],
    ids=" ".join,
)
def test_the_daemon_says_what_the_check_itself_would(shop: Shop, words: tuple[str, ...]) -> None:
    assert shop.check(*words, alone=False) == shop.check(*words, alone=True)


def test_paths_are_those_of_where_one_stands(shop: Shop) -> None:
    asked = shop.check("web.py", "--format", "json", alone=False, cwd="orders")
    assert asked == shop.check("web.py", "--format", "json", alone=True, cwd="orders")
    assert len(json.loads(asked[1])["findings"]) == 1


def test_an_unsaved_text_is_checked_as_if_it_were_there(shop: Shop) -> None:
    words = ("--stdin-filename", "orders/new.py", "--format", "json")
    asked = shop.check(*words, alone=False, text=BREACH)
    assert asked == shop.check(*words, alone=True, text=BREACH)
    assert len(json.loads(asked[1])["findings"]) == 1
    assert len(json.loads(shop.check("--format", "json", alone=False)[1])["findings"]) == 2


def test_the_way_to_the_daemon_loads_neither_the_command_line_nor_the_analyzer(shop: Shop) -> None:
    ours = {name for name in shop.loaded() if name.startswith("hardwon")}
    assert ours == {
        "hardwon", "hardwon.__main__", "hardwon.assembly", "hardwon.assembly.configuration",
        "hardwon.assembly.asking", "hardwon.core", "hardwon.core.errors", "hardwon.integrations",
        "hardwon.integrations.hooks", "hardwon.integrations.hooks.process",
    }  # fmt: skip
    assert {"click", "dataclasses", "pathlib", "socket", "typing"}.isdisjoint(shop.loaded())


def test_what_was_written_a_moment_ago_is_seen(shop: Shop) -> None:
    file = shop.root / "orders/quick.py"
    counts = []
    for number in range(12):
        (shop.root / f"new{number}").mkdir()
        inner = shop.root / f"new{number}/app.py"
        for text in (BREACH, "x = 1\n"):
            file.write_text(text)
            inner.write_text(text)
            counts.append(len(json.loads(shop.check("--format", "json", alone=False)[1])["findings"]))
        inner.unlink()
    file.unlink()
    assert counts == [4, 2] * 12


def test_a_commit_hook_sees_what_was_just_added(shop: Shop) -> None:
    hook = shop.root / ".git/hooks/pre-commit"
    command = f'"{sys.executable}" -m hardwon check --diff HEAD --format json > "$GIT_DIR/said.json"'
    hook.write_text(f"#!/bin/sh\nexport GIT_DIR=.git\n{command}\n")
    hook.chmod(0o755)
    (shop.root / "late.py").write_text(BREACH)
    shop.git("add", "late.py")
    with pytest.raises(subprocess.CalledProcessError):
        shop.git("commit", "-qm", "Late")
    hook.unlink()
    said = json.loads((shop.root / ".git/said.json").read_text())
    assert [one["path"] for one in said["findings"]] == ["late.py"]
    shop.git("rm", "-qf", "late.py")


def test_another_worktree_of_the_repository_is_checked_as_it_is(shop: Shop, tmp_path: Path) -> None:
    shop.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "other"))
    (tmp_path / "other/ö.py").write_text("x = 1\n")
    words = ("--format", "json", "--repo", str(tmp_path / "other"))
    asked = shop.check(*words, alone=False)
    assert asked == shop.check(*words, alone=True)
    assert [one["path"] for one in json.loads(asked[1])["findings"]] == ["orders/web.py"]
    shop.git("worktree", "remove", "--force", str(tmp_path / "other"))


def test_saved_findings_are_events_once_when_they_come_and_once_when_they_go(shop: Shop) -> None:
    def told() -> list[tuple[str, str]]:
        events = follow(shop)
        return [
            (event["kind"], event["payload"]["path"])
            for event in events
            if event["kind"].startswith("finding.") and event["payload"]["path"] == "orders/saved.py"
        ]

    (shop.root / "orders/saved.py").write_text(BREACH)
    wait_for(told)
    (shop.root / "orders/saved.py").write_text("# a line\n" + BREACH)
    (shop.root / "orders/saved.py").unlink()
    wait_for(lambda: len(told()) > 1)
    assert told() == [("finding.new", "orders/saved.py"), ("finding.fixed", "orders/saved.py")]


def follow(shop: Shop) -> list[dict[str, Any]]:
    """All events so far."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(0.2)
        line.connect(os.readlink(shop.root / ".git/hardwon/socket"))
        line.sendall(b'{"op": "follow", "after": 0}\n')
        raw = b""
        try:
            while part := line.recv(1 << 16):
                raw += part
        except TimeoutError:
            pass
    return [json.loads(one)["event"] for one in raw.splitlines() if one.endswith(b"}")]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b'{"ok": false, "error": "there is no op \'check\'"}\n',
        b"no JSON\n",
        b"[]\n",
        b'{"ok": true}\n',
        b'{"ok": true, "out": 1, "err": "", "code": "x"}\n',
    ],
)
def test_where_the_daemon_does_not_know_it_the_check_is_made_here(tmp_path: Path, answer: bytes) -> None:
    shop = Shop(tmp_path)
    (shop.root / ".git/hardwon").mkdir()
    (tmp_path / "run").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "run/d.sock"))
        listening.listen()
        (shop.root / ".git/hardwon/socket").symlink_to(tmp_path / "run/d.sock")

        def serve() -> None:
            caller, _ = listening.accept()
            with caller:
                caller.recv(1 << 20)
                caller.sendall(answer)

        serving = threading.Thread(target=serve)
        serving.start()
        code, said, errors = shop.check("--format", "json", alone=False)
        serving.join()
    assert (code, errors) == (1, "")
    assert len(json.loads(said)["findings"]) == 2


def test_where_the_daemon_is_gone_the_check_is_made_here(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    (shop.root / ".git/hardwon").mkdir()
    (shop.root / ".git/hardwon/socket").symlink_to(tmp_path / "gone.sock")
    assert shop.check(alone=False) == shop.check(alone=True)
