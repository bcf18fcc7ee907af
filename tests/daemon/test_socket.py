"""The socket, spoken to by real clients."""

import asyncio
import json
import os
import socket
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.core import HardwonError
from hardwon.daemon import Feed, SocketServer, SocketTaken
from hardwon.daemon.socket import LONGEST_LINE
from hardwon.store import Event, NewEvent

NEW = {"source": "s", "kind": "k", "time": "2026-11-21T09:30:00.000Z", "payload": {"a": 1}, "session": None}


class Shop:
    """A socket's other side: keeps what was appended and publishes it."""

    def __init__(self) -> None:
        self.events: list[NewEvent] = []
        self.feed = Feed(lambda after, limit: [])

    async def append(self, events: Sequence[NewEvent]) -> int:
        if any(event.kind == "bad" for event in events):
            raise HardwonError("the disk is full", next_step="make room")
        self.events += events
        first = self.feed.last_offset + 1
        self.feed.publish(
            [
                Event(
                    first + number, event.source, event.kind, event.time, dict(event.payload), event.session
                )
                for number, event in enumerate(events)
            ]
        )
        return len(events)

    def server(self, path: Path, *, slowest: float = 5.0) -> SocketServer:
        return SocketServer(
            path,
            append=self.append,
            ping=lambda: {"pid": 1, "url": "http://127.0.0.1:7433", "epoch": "e", "offset": 0},
            follow=self.feed.follow,
            answers={"echo": self.echo},
            slowest=slowest,
        )

    async def echo(self, request: Mapping[str, Any]) -> Mapping[str, object]:
        if "say" not in request:
            raise HardwonError("there is nothing to say", next_step="say something")
        return {"said": request["say"]}


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter, Shop], Awaitable[Any]]


def talk(path: Path, conversation: Talk, *, slowest: float = 5.0) -> Any:
    """Has a conversation over one connection to a new server."""

    async def run() -> Any:
        shop = Shop()
        async with asyncio.timeout(20), shop.server(path, slowest=slowest):
            reader, writer = await asyncio.open_unix_connection(str(path), limit=LONGEST_LINE * 2)
            try:
                return await conversation(reader, writer, shop)
            finally:
                writer.close()

    return asyncio.run(run())


async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: bytes) -> dict[str, Any]:
    writer.write(line + b"\n")
    answer: dict[str, Any] = json.loads(await reader.readline())
    return answer


def asking(*requests: object) -> Talk:
    async def conversation(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, shop: Shop
    ) -> list[dict[str, Any]]:
        return [await say(reader, writer, json.dumps(request).encode()) for request in requests]

    return conversation


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run" / "d.sock"


def test_a_ping_is_answered_with_who_and_where(path: Path) -> None:
    assert talk(path, asking({"op": "ping"})) == [
        {"ok": True, "pid": 1, "url": "http://127.0.0.1:7433", "epoch": "e", "offset": 0}
    ]


def test_appended_events_arrive_whole_and_the_answer_counts_them(path: Path) -> None:
    async def conversation(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, shop: Shop
    ) -> list[NewEvent]:
        request = {"op": "append", "events": [NEW, {**NEW, "source": "t", "session": "x"}]}
        assert await say(reader, writer, json.dumps(request).encode()) == {"ok": True, "added": 2}
        return shop.events

    assert talk(path, conversation) == [
        NewEvent("s", "k", str(NEW["time"]), {"a": 1}, None),
        NewEvent("t", "k", str(NEW["time"]), {"a": 1}, "x"),
    ]


def test_one_connection_serves_many_requests_and_survives_a_bad_one(path: Path) -> None:
    answers = talk(path, asking({"op": "ping"}, {"op": "dance"}, [1], {"op": "append", "events": []}))
    assert [answer["ok"] for answer in answers] == [True, False, False, True]
    assert answers[1]["error"] == "there is no op 'dance' -> it is one of append, ping, follow, echo"


def test_an_op_that_the_server_was_given_is_answered_and_its_failure_told(path: Path) -> None:
    answers = talk(path, asking({"op": "echo", "say": [1]}, {"op": "echo"}))
    assert answers == [
        {"ok": True, "said": [1]},
        {"ok": False, "error": "there is nothing to say -> say something"},
    ]


def test_a_failure_of_the_journal_is_told_with_its_next_step(path: Path) -> None:
    [answer] = talk(path, asking({"op": "append", "events": [{**NEW, "kind": "bad"}]}))
    assert answer == {"ok": False, "error": "the disk is full -> make room"}


@pytest.mark.parametrize(
    "event",
    [
        {**NEW, "source": ""},
        {**NEW, "kind": 3},
        {**NEW, "payload": []},
        {**NEW, "session": 7},
        "event",
        {},
    ],
)
def test_a_malformed_event_is_refused_and_none_of_its_batch_taken(path: Path, event: object) -> None:
    async def conversation(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, shop: Shop
    ) -> tuple[dict[str, Any], list[NewEvent]]:
        request = json.dumps({"op": "append", "events": [NEW, event]})
        return await say(reader, writer, request.encode()), shop.events

    answer, events = talk(path, conversation)
    assert not answer["ok"]
    assert "event 1" in answer["error"]
    assert events == []


@settings(max_examples=60, deadline=None)
@given(line=st.binary(max_size=300).map(lambda line: line.replace(b"\n", b" ")))
def test_no_line_whatever_it_holds_ends_the_conversation(
    tmp_path_factory: pytest.TempPathFactory, line: bytes
) -> None:
    async def conversation(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, shop: Shop
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        return await say(reader, writer, line), await say(reader, writer, b'{"op": "ping"}')

    first, second = talk(tmp_path_factory.mktemp("s") / "d.sock", conversation)
    assert first["ok"] is False
    assert second["ok"] is True


def test_a_deeply_nested_line_is_refused(path: Path) -> None:
    async def conversation(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, shop: Shop
    ) -> dict[str, Any]:
        return await say(reader, writer, b"[" * 200_000)

    assert talk(path, conversation)["ok"] is False


def test_an_oversized_line_is_refused_in_words(path: Path) -> None:
    async def conversation(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, shop: Shop
    ) -> tuple[dict[str, Any], bytes]:
        answer = await say(reader, writer, b"x" * (LONGEST_LINE * 2))
        return answer, await reader.read()

    answer, rest = talk(path, conversation)
    assert answer["error"].startswith("the line is longer than 8,388,608 bytes")
    assert rest == b""


def test_a_follower_gets_new_events_in_order_with_their_offsets(path: Path) -> None:
    async def conversation(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, shop: Shop
    ) -> list[dict[str, Any]]:
        await shop.append([NewEvent("s1", "k", "t", {"a": 1}), NewEvent("s2", "k", "t", {})])
        writer.write(b'{"op": "follow", "after": 1}\n')
        first = json.loads(await reader.readline())
        await shop.append([NewEvent("s3", "k", "t", {})])
        return [first, json.loads(await reader.readline())]

    messages = talk(path, conversation)
    assert [message["event"]["offset"] for message in messages] == [2, 3]
    assert messages[1]["event"] == {
        "offset": 3, "source": "s3", "kind": "k", "time": "t", "payload": {}, "session": None,
    }  # fmt: skip


@pytest.mark.parametrize("after", [-1, "1", True, 1.5])
def test_an_offset_that_is_none_is_refused(path: Path, after: object) -> None:
    [answer] = talk(path, asking({"op": "follow", "after": after}))
    assert answer["ok"] is False


def test_a_slow_follower_is_told_where_to_resume_and_holds_nobody_up(path: Path) -> None:
    async def conversation(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, shop: Shop
    ) -> list[dict[str, Any]]:
        writer.write(b'{"op": "follow", "after": 0}\n')
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        big = "x" * 100_000
        for number in range(100):
            added = await shop.append([NewEvent(f"s{number}", "k", "t", {"text": big})])
            assert added == 1
            await asyncio.sleep(0)
        await asyncio.sleep(0.5)  # more patience than the server has
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        lines = (await reader.read()).splitlines()
        return [json.loads(line) for line in lines]

    *events, last = talk(path, conversation, slowest=0.1)
    offsets = [message["event"]["offset"] for message in events]
    assert offsets == list(range(1, len(offsets) + 1))
    assert len(offsets) < 100
    assert last["ok"] is False
    assert last["after"] == offsets[-1]


def test_a_follower_that_hangs_up_leaves_no_task(path: Path) -> None:
    async def run() -> int:
        shop = Shop()
        async with shop.server(path):
            before = len(asyncio.all_tasks())
            reader, writer = await asyncio.open_unix_connection(str(path))
            writer.write(b'{"op": "follow", "after": 0}\n')
            await shop.append([NewEvent("s", "k", "t", {})])
            await reader.readline()
            writer.close()
            async with asyncio.timeout(10):
                while len(asyncio.all_tasks()) > before:  # noqa: ASYNC110 - nothing tells of a task's end
                    await asyncio.sleep(0.01)
            return len(asyncio.all_tasks()) - before

    assert asyncio.run(run()) == 0


def test_the_socket_is_the_users_alone(path: Path) -> None:
    path.parent.mkdir(mode=0o777)
    path.parent.chmod(0o777)

    def modes() -> tuple[int, int]:
        return stat.S_IMODE(path.parent.stat().st_mode), stat.S_IMODE(path.stat().st_mode)

    async def conversation(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, shop: Shop
    ) -> tuple[int, int]:
        return modes()

    assert talk(path, conversation) == (0o700, 0o600)


def test_a_dead_daemons_socket_is_replaced_and_ours_is_taken_away(path: Path) -> None:
    path.parent.mkdir()
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(path))
    dead.close()
    assert path.exists()

    assert talk(path, asking({"op": "ping"}))[0]["ok"] is True
    assert list(path.parent.iterdir()) == []


def test_a_second_server_is_refused_and_the_first_stays(path: Path) -> None:
    async def conversation(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, shop: Shop
    ) -> dict[str, Any]:
        with pytest.raises(SocketTaken, match="another daemon answers"):
            await shop.server(path).__aenter__()
        return await say(reader, writer, b'{"op": "ping"}')

    assert talk(path, conversation)["ok"] is True


def test_a_path_too_long_for_a_socket_is_told(tmp_path: Path) -> None:
    async def run() -> None:
        await Shop().server(tmp_path / ("x" * 90) / "d.sock").__aenter__()

    with pytest.raises(SocketTaken, match="XDG_RUNTIME_DIR"):
        asyncio.run(run())


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a directory away")
def test_a_directory_that_somebody_else_planted_is_refused(path: Path) -> None:
    path.parent.mkdir()
    os.chown(path.parent, 12345, 12345)

    async def run() -> None:
        await Shop().server(path).__aenter__()

    with pytest.raises(SocketTaken, match="belongs to somebody else"):
        asyncio.run(run())


def test_an_append_is_finished_even_if_nobody_waits_for_the_answer(path: Path) -> None:
    async def run() -> list[str]:
        taken: list[str] = []
        begun = asyncio.Event()
        shop = Shop()

        async def slow_append(events: Sequence[NewEvent]) -> int:
            begun.set()
            await asyncio.sleep(0.05)
            taken.extend(event.source for event in events)
            return len(events)

        async def no_events(after: int) -> AsyncIterator[Sequence[Event]]:
            await shop.feed.follow(after).__anext__()
            yield []

        server = SocketServer(path, append=slow_append, ping=dict, follow=no_events)
        async with server:
            _, writer = await asyncio.open_unix_connection(str(path))
            writer.write(json.dumps({"op": "append", "events": [NEW]}).encode() + b"\n")
            await begun.wait()
            writer.close()
        await asyncio.sleep(0.1)
        return taken

    assert asyncio.run(run()) == ["s"]
