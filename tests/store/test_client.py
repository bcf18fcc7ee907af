import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardwon.core import Places, find_places
from hardwon.store import ask, send
from tests.store.stores import said


@pytest.fixture
def near(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Places whose socket has a short path: 107 bytes at most."""
    return find_places(tmp_path_factory.mktemp("r"), runtime=Path(tmp_path_factory.mktemp("s")))


@contextmanager
def listening(places: Places, answer: Callable[[socket.socket, bytes], None]) -> Iterator[list[bytes]]:
    """A daemon's end of the line that says what `answer` says."""
    heard: list[bytes] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(places.socket))
        server.listen()

        def serve() -> None:
            line, _ = server.accept()
            with line:
                heard.append(line.makefile("rb").readline())
                answer(line, heard[0])

        thread = threading.Thread(target=serve)
        thread.start()
        yield heard
        thread.join()


def test_events_are_sent_as_one_line_and_known_to_be_taken(near: Places) -> None:
    with listening(near, lambda line, _: line.sendall(b'{"ok": true, "added": 1}\n')) as heard:
        assert send(near, [said(1, "ü\n")]) is True
    request = json.loads(heard[0])
    assert request["op"] == "append"
    assert request["events"] == [
        {
            "source": "test:1",
            "kind": "session.turn",
            "time": "2026-05-04T09:30:00.000Z",
            "payload": {"text": "ü\n"},
            "session": "s1",
        }
    ]


def test_a_refusal_is_not_taken_for_success(near: Places) -> None:
    with listening(near, lambda line, _: line.sendall(b'{"ok": false, "error": "closing"}\n')):
        assert send(near, [said(1)]) is False


def test_an_answer_in_pieces_is_put_together(near: Places) -> None:
    def drop(line: socket.socket, _: bytes) -> None:
        for piece in (b'{"ok": tr', b'ue, "pid": ', b"7}\n"):
            line.sendall(piece)

    with listening(near, drop):
        assert ask(near, {"op": "ping"}) == {"ok": True, "pid": 7}


def test_nobody_listening_is_no_answer(near: Places) -> None:
    assert ask(near, {"op": "ping"}) is None
    near.socket.touch()
    assert send(near, [said(1)]) is False


@pytest.mark.parametrize("answer", [b"", b"not json\n", b"[1]\n", b"\xff\xfe\n", b'{"ok": true'])
def test_an_answer_that_is_none_is_no_answer(near: Places, answer: bytes) -> None:
    with listening(near, lambda line, _: line.sendall(answer)):
        assert ask(near, {"op": "ping"}) is None


def test_a_daemon_that_says_nothing_is_not_waited_for(near: Places) -> None:
    gone = threading.Event()
    with listening(near, lambda line, _: gone.wait(30) and None):
        assert ask(near, {"op": "ping"}, timeout=0.05) is None
        gone.set()


def test_a_daemon_that_dribbles_is_not_waited_for(near: Places) -> None:
    gone = threading.Event()

    def dribble(line: socket.socket, _: bytes) -> None:
        while not gone.wait(0.01):
            line.sendall(b" ")

    with listening(near, dribble):
        assert ask(near, {"op": "ping"}, timeout=0.1) is None
        gone.set()
