"""A shell for tests that run real command lines."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

BIN = Path(sys.executable).parent
_PATIENCE = 60  # seconds until what never ends is ended


class Terminal:
    """A shell in the directory `root` with a home of its own."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root = root
        # A socket's path may have 107 bytes, and pytest's are long.
        run = Path(tempfile.mkdtemp(prefix="hw-"))
        weakref.finalize(self, shutil.rmtree, run, ignore_errors=True)
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(run),
            "PRE_COMMIT_HOME": str(home / "pre-commit"),
            "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        }
        home.mkdir()
        (home / "gitconfig").write_text("[user]\n\tname = Test\n\temail = test@example.com\n")

    def run(self, *words: str, expect: int = 0) -> str:
        """Standard output of a command; standard error is in the message where the exit code is another."""
        run = self.call(*words)
        assert run.returncode == expect, f"{words} gave {run.returncode}\n{run.stdout}\n{run.stderr}"
        return run.stdout + (run.stderr if expect else "")

    def call(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """What a command came to, whatever that is; `environment` is added to the terminal's."""
        return subprocess.run(
            words,
            cwd=self.root,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
            errors="replace",
            timeout=_PATIENCE,
        )

    @contextmanager
    def up(self, *before: str) -> Iterator["Up"]:
        """`hardwon up` that has said `ready`; interrupted at the end of the block if it still runs."""
        log = self.root.parent / f"up-{time.monotonic_ns()}.txt"
        words: Sequence[str] = (*before, "hardwon", "up", "--no-browser", "--port", "0")
        with log.open("wb") as stream:
            process = subprocess.Popen(
                words, cwd=self.root, env=self.environment, stdout=stream, stderr=subprocess.STDOUT
            )
        running = Up(process, log)
        try:
            running.wait_for("ready http")
            yield running
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait(timeout=_PATIENCE)


class Up:
    """A `hardwon up` in the background."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self._log = log

    @property
    def said(self) -> str:
        """All that it has printed."""
        return self._log.read_text()

    def wait_for(self, words: str) -> None:
        """Returns when it has said `words`; fails where it ends before."""
        deadline = time.monotonic() + _PATIENCE
        while words not in self.said:
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.said}"
            assert time.monotonic() < deadline, f"never said {words!r}:\n{self.said}"
            time.sleep(0.05)
