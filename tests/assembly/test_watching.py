"""Following a daemon from outside: taken up where it gave us up, and told where to go on when it ends."""

import json
import socket
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from hardwon.assembly.watching import NoDaemon, find_daemon, follow_events, open_findings
from hardwon.core import Places, find_places

TIME = "2026-11-21T09:30:00.000Z"


def line(offset: int) -> str:
    event = {
        "offset": offset,
        "source": f"s:{offset}",
        "kind": "k",
        "time": TIME,
        "payload": {},
        "session": None,
    }
    return json.dumps({"event": event})


class Server:
    """Answers each connection with the next of `scripts`, and notes what it was asked."""

    def __init__(self, path: Path, scripts: Sequence[Sequence[str]]) -> None:
        path.parent.mkdir(parents=True)
        self.asked: list[dict[str, object]] = []
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(path))
        self._listening.listen()
        self._thread = threading.Thread(target=self._serve, args=(scripts,))
        self._thread.start()

    def _serve(self, scripts: Sequence[Sequence[str]]) -> None:
        for script in scripts:
            caller, _ = self._listening.accept()
            with caller:
                self.asked.append(json.loads(caller.makefile().readline()))
                caller.sendall("".join(f"{line}\n" for line in script).encode())
        self._listening.close()

    def join(self) -> None:
        self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return find_places(tmp_path, runtime=tmp_path / "run")


def test_who_was_too_slow_goes_on_where_the_daemon_stopped_and_misses_nothing(places: Places) -> None:
    given_up = json.dumps({"ok": False, "error": "too slow -> read faster", "after": 3})
    server = Server(places.socket, [[line(1), line(2), line(3), given_up], [line(4), line(7)]])
    seen: list[int] = []
    with pytest.raises(NoDaemon, match="has ended") as ended:
        seen.extend(event.offset for event in follow_events(places, 0) if event is not None)
    server.join()
    assert seen == [1, 2, 3, 4, 7]
    assert [request["after"] for request in server.asked] == [0, 3]
    assert "after offset 7" in ended.value.next_step


def test_without_a_daemon_it_says_so_at_once(places: Places) -> None:
    with pytest.raises(NoDaemon, match="no daemon is up"):
        find_daemon(places)
    with pytest.raises(NoDaemon, match="has ended"):
        list(follow_events(places, 0))
    assert open_findings(places) is None


def test_a_daemon_that_does_not_check_has_no_findings_to_tell(places: Places) -> None:
    server = Server(places.socket, [['{"ok": false, "error": "there is no op"}']])
    assert open_findings(places) is None
    server.join()
