"""The app on a real socket, in a loop that is not uvicorn's."""

import asyncio
import json
import signal
from collections.abc import Awaitable, Callable

import httpx
import websockets

from hardwon.server import build_app, find_port, serve

from .sample import Sample, full_sample


def serving(sample: Sample, do: Callable[[str], Awaitable[None]]) -> None:
    """Serves the page, does something with its address, and stops."""

    async def run() -> None:
        stopping, started = asyncio.Event(), asyncio.Event()
        listening = find_port(0)
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            app = build_app(sample.source())
            group.create_task(serve(app, listening, stopping, started=started.set))
            await started.wait()
            try:
                await do(f"127.0.0.1:{listening.getsockname()[1]}")
            finally:
                stopping.set()

    asyncio.run(run())


async def offsets(socket: websockets.ClientConnection, count: int) -> list[int]:
    found: list[int] = []
    while len(found) < count:
        message = json.loads(await socket.recv())
        found += [event["offset"] for event in message.get("events", [])]
    return found


def test_it_answers_once_it_says_it_has_started() -> None:
    async def do(address: str) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://{address}/api/summary")
        assert answer.json()["repository"] == "shop-api"
        assert "server" not in answer.headers

    serving(full_sample(), do)


def test_it_leaves_the_signals_to_the_daemon() -> None:
    before = signal.getsignal(signal.SIGTERM)

    async def do(address: str) -> None:
        assert signal.getsignal(signal.SIGTERM) is before
        assert "uvicorn" not in repr(signal.getsignal(signal.SIGINT))  # asyncio's own while it runs

    serving(Sample(), do)


def test_every_client_gets_every_event_once_in_order() -> None:
    sample = full_sample()

    async def do(address: str) -> None:
        sockets = [await websockets.connect(f"ws://{address}/api/events?after=10") for _ in range(5)]
        reading = [asyncio.create_task(offsets(socket, 104)) for socket in sockets]
        for number in range(100):
            sample.happen("file.changed", {"path": f"{number}.py", "change": "created"})
            await asyncio.sleep(0)
        assert await asyncio.gather(*reading) == [list(range(11, 115))] * 5
        for socket in sockets:
            await socket.close()

    serving(sample, do)


def test_the_pages_own_stream_begins_with_a_greeting_and_goes_on_from_its_offset() -> None:
    async def do(address: str) -> None:
        url = f"ws://{address}/api/events?after=12&epoch=0epoch0"
        async with websockets.connect(url, origin=websockets.Origin(f"http://{address}")) as socket:
            assert json.loads(await socket.recv()) == {"type": "hello", "epoch": "0epoch0"}
            assert await offsets(socket, 2) == [13, 14]

    serving(full_sample(), do)


def test_a_client_that_leaves_takes_its_tasks_with_it() -> None:
    sample = full_sample()

    async def do(address: str) -> None:
        before = len(asyncio.all_tasks())
        async with websockets.connect(f"ws://{address}/api/events?after=10") as socket:
            await offsets(socket, 4)
        async with asyncio.timeout(10):
            while len(asyncio.all_tasks()) > before:  # noqa: ASYNC110 - nothing tells of a task's end
                await asyncio.sleep(0.01)

    serving(sample, do)


def test_a_client_that_does_not_read_keeps_nobody_waiting() -> None:
    sample = Sample()

    async def do(address: str) -> None:
        async with websockets.connect(f"ws://{address}/api/events", max_queue=1) as lazy:
            async with websockets.connect(f"ws://{address}/api/events") as keen:
                reading = asyncio.create_task(offsets(keen, 20_000))
                for number in range(20_000):
                    sample.happen("file.changed", {"path": "x" * 230, "change": str(number)})
                    if number % 500 == 0:
                        await asyncio.sleep(0)
                assert (await reading)[-1] == 20_000
            lazy.transport.abort()

    serving(sample, do)


def test_it_ends_with_open_streams_and_the_clients_are_told() -> None:
    watching: list[asyncio.Task[None]] = []
    codes: list[int | None] = []

    async def close_code(client: websockets.ClientConnection) -> None:
        await client.wait_closed()
        codes.append(client.close_code)

    async def do(address: str) -> None:
        client = await websockets.connect(f"ws://{address}/api/events")
        await client.recv()
        watching.append(asyncio.create_task(close_code(client)))

    serving(Sample(), do)

    assert codes == [1012]
