"""The life of `hardwon up`: killed under load, watched by a supervisor, with features switched off."""

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from hardwon.core import Places, SystemClock, find_places
from hardwon.store import Journal, JournalReader, NewEvent, ask, send, spool_append, take_in_spool
from tests.cli.test_up import Up, make_repo

TIME = "2026-11-21T09:30:00.000Z"


class House:
    """A repository and the places of its user."""

    def __init__(self, folder: Path) -> None:
        self.repo = make_repo(folder / "shop-api")
        self.environment = {**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "run")}
        self.places: Places = find_places(self.repo, runtime=folder / "run/hardwon")
        self.ups: list[Up] = []

    def up(self, **environment: str) -> Up:
        started = Up(self.repo, self.environment | environment, "--port", "0", "--no-browser")
        self.ups.append(started)
        return started

    def switch_off(self, *features: str) -> None:
        lines = "".join(f"{name} = false\n" for name in features)
        (self.repo / "pyproject.toml").write_text(f"[tool.hardwon.features]\n{lines}")

    def events(self, kind: str) -> list[dict[str, Any]]:
        with JournalReader.open(self.places) as reader:
            return [event.payload for event in reader.scan(kinds=[kind])]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    for up in house.ups:
        up.process.kill()
        up.process.communicate()


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def kill_under_load(house: House, rounds: int) -> None:
    """Kills the daemon again and again while four programs write; checks that all came in, once."""
    stop = threading.Event()
    handed: list[list[str]] = [[], [], [], []]

    def write(number: int) -> None:
        while not stop.is_set():
            name = f"load:{number}:{len(handed[number])}"
            event = NewEvent(name, "load.event", TIME, {"text": "x" * 200})
            if not send(house.places, [event]):
                spool_append(house.places, [event])
            handed[number].append(name)
            time.sleep(0.01)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(len(handed))]
    for writer in writers:
        writer.start()
    try:
        for number in range(rounds):
            up = house.up()
            up.until_ready()
            (house.repo / f"saved{number}.py").write_text("x = 1\n")
            time.sleep(0.1)
            up.process.send_signal(signal.SIGKILL)
            up.process.wait()
        last = house.up()
        last.until_ready()
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    last.end()
    with Journal.open(house.places, clock=SystemClock()) as journal:
        take_in_spool(house.places, journal)
        sources = [event.source for event in journal.scan(kinds=["load.event"])]
    wanted = [name for names in handed for name in names]
    assert len(wanted) > 4 * rounds
    assert sorted(sources) == sorted(wanted)


def test_killed_under_load_and_started_again_it_has_all_that_was_handed_over_once(house: House) -> None:
    kill_under_load(house, 2)


@pytest.mark.long
def test_killed_under_load_again_and_again_it_has_all_that_was_handed_over_once(house: House) -> None:
    kill_under_load(house, 40)


def test_the_checker_does_not_outlive_a_killed_daemon(house: House) -> None:
    up = house.up()
    up.until_ready()
    children = Path(f"/proc/{up.process.pid}/task/{up.process.pid}/children")
    if not children.exists():
        pytest.skip("this system does not list children")
    wait_for(lambda: _children(up.process.pid))
    pids = _children(up.process.pid)
    up.process.kill()
    up.process.wait()
    wait_for(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in pids))


def _children(pid: int) -> list[str]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):
            found += (task / "children").read_text().split()
    return found


def test_a_supervisor_hears_that_it_is_ready_then_signs_of_life_then_the_end(house: House) -> None:
    address = house.repo.parent / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(address))
        listening.settimeout(20)
        up = house.up(NOTIFY_SOCKET=str(address), WATCHDOG_USEC="300000")
        up.until_ready()
        heard = [listening.recv(100)]
        while b"READY=1" not in heard or heard[-3:] != [b"WATCHDOG=1"] * 3:
            heard.append(listening.recv(100))
        up.end(signal.SIGTERM)
        while heard[-1] != b"STOPPING=1":
            heard.append(listening.recv(100))
    assert heard.count(b"READY=1") == heard.count(b"STOPPING=1") == 1


def test_that_it_hung_the_last_time_is_an_event(house: House) -> None:
    house.places.state.mkdir(parents=True)
    (house.places.state / "stuck.log").write_text(
        "2026-11-20T09:00:00 process 7: the loop stood still\n\n..."
    )
    up = house.up()
    up.until_ready()
    assert "the daemon hung" in up.end()[2]
    [trouble] = house.events("daemon.trouble")
    assert "the loop stood still" in trouble["error"]
    assert "stuck-before.log" in trouble["next_step"]
    assert not (house.places.state / "stuck.log").exists()


def test_without_a_page_it_is_ready_all_the_same(house: House) -> None:
    house.switch_off("page")
    up = house.up()
    up.until_ready()
    assert up.lines[-1].startswith("ready without a page")
    answer = ask(house.places, {"op": "ping"}, timeout=5)
    assert answer is not None
    assert answer["url"] == ""
    again = house.up()
    out, _ = again.process.communicate(timeout=30)
    assert (again.process.returncode, "already up" in out) == (0, True)


def test_without_watching_nothing_is_noted_and_a_check_is_made_where_it_is_asked(house: House) -> None:
    house.switch_off("files")
    up = house.up()
    up.until_ready()
    (house.repo / "saved.py").write_text("x = 1\n")
    time.sleep(0.3)
    for op in ("check", "findings"):
        answer = ask(house.places, {"op": op}, timeout=5)
        assert answer is not None
        assert (answer["ok"], "there is no op" in answer["error"]) == (False, True)
    command = [*up.process.args[:2], "hardwon", "check", "--format", "json"]  # type: ignore[index]
    said = subprocess.run(command, cwd=house.repo, env=house.environment, capture_output=True, check=False)
    assert json.loads(said.stdout)["files"] == 2
    up.end()
    assert house.events("file.changed") == []
