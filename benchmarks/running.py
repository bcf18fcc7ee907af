"""A repository with `hardwon up` running on it, seen from outside: what it costs and what it tells.

Linux only: what a process costs is read from /proc.
"""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from hardwon.core import Places, find_places

_TICK = os.sysconf("SC_CLK_TCK")
_STARTING = 600  # seconds; a tree of 100,000 files is checked before it is watched

Event = Mapping[str, Any]


def child_environment(**more: str) -> dict[str, str]:
    """What programs see that are run: bytecode as installed ones have it, none of our own settings."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | more


class Ground:
    """A directory with a repository, a user's home and a place for sockets, all empty."""

    def __init__(self, top: Path) -> None:
        self.repo, self.home = top / "repo", top / "home"
        self.repo.mkdir(parents=True)
        self.home.mkdir()
        self.environment = child_environment(HOME=str(self.home), XDG_RUNTIME_DIR=str(top / "run"))
        subprocess.run(["git", "init", "-q", str(self.repo)], check=True)
        self.places = find_places(self.repo, runtime=top / "run/hardwon")

    def kept_by_claude(self) -> Path:
        """Where Claude Code would keep the transcripts of this repository."""
        name = "".join(letter if letter.isalnum() else "-" for letter in str(self.repo))
        return self.home / ".claude/projects" / name


class Up:
    """A daemon that is up."""

    def __init__(self, ground: Ground, process: "subprocess.Popen[str]", seconds: float) -> None:
        self.ground = ground
        self.seconds_to_start = seconds
        self._process = process

    @property
    def places(self) -> Places:
        return self.ground.places

    def cpu(self) -> float:
        """Seconds of CPU that the daemon and its children have used."""
        return sum(_cpu(pid) for pid in self._processes())

    def cpu_by_process(self) -> dict[str, float]:
        return {_name(pid): _cpu(pid) for pid in self._processes()}

    def memory(self) -> dict[str, float]:
        """Resident MB, by process."""
        return {_name(pid): _resident(pid) for pid in self._processes()}

    def _processes(self) -> list[int]:
        found = [self._process.pid]
        for pid in found:
            with suppress(OSError):
                for task in Path(f"/proc/{pid}/task").iterdir():
                    found += [int(child) for child in (task / "children").read_text().split()]
        return found


@contextmanager
def up(ground: Ground, *options: str) -> Iterator[Up]:
    """`hardwon up` on `ground`, from when it watches until the block ends."""
    command = [sys.executable, "-m", "hardwon", "up", "--port", "0", "--no-browser", "--repo"]
    errors = (ground.home / "up.stderr").open("w+")
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, str(ground.repo), *options],
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        env=ground.environment,
    )
    try:
        _await_ready(process, errors.name)
        yield Up(ground, process, time.perf_counter() - began)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        errors.close()


def _await_ready(process: "subprocess.Popen[str]", errors: str) -> None:
    assert process.stdout is not None
    late = threading.Timer(_STARTING, process.kill)
    late.start()
    try:
        for line in process.stdout:
            if line.startswith("ready"):
                return
    finally:
        late.cancel()
    raise SystemExit(f"`hardwon up` did not come up: {Path(errors).read_text()[-1000:]}")


class Follower(threading.Thread):
    """Hears each event that is committed after `after`, until `close`."""

    def __init__(self, places: Places, hear: Callable[[Event], None], *, after: int = 0) -> None:
        super().__init__(daemon=True)
        self._places, self._hear, self._after = places, hear, after
        self._socket = self._connect()
        self.start()

    def run(self) -> None:
        while True:
            with suppress(OSError, ValueError), self._socket.makefile("rb", buffering=1 << 20) as lines:
                for line in lines:
                    said = json.loads(line)
                    if "event" not in said:
                        break  # too slow: follow again where it says
                    self._after = said["event"]["offset"]
                    self._hear(said["event"])
                else:
                    return
            if self._socket.fileno() < 0:
                return
            self._socket = self._connect()

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self.join()
        self._socket.close()

    def _connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.connect(str(self._places.socket))
        connection.sendall(json.dumps({"op": "follow", "after": self._after}).encode() + b"\n")
        return connection


def wait_until(true: Callable[[], bool], *, seconds: float) -> bool:
    """Whether it came true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    # Its own, and that of children which have ended and were waited for.
    return sum(int(field) for field in fields[11:15]) / _TICK


def _resident(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
    return 0.0


def _name(pid: int) -> str:
    with suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        module = next((after for word, after in pairwise(words) if word == "-m"), words[0])
        return f"{module} ({pid})"
    return str(pid)
