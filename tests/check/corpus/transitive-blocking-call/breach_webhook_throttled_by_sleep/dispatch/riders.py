import asyncio

import websockets
from websockets.asyncio.server import ServerConnection

import dispatch


class RiderSession:
    def __init__(self, socket: ServerConnection) -> None:
        self.socket = socket
        self.position = ""

    async def listen(self) -> None:
        async for message in self.socket:
            self.position = str(message)
            await self.socket.send(dispatch.describe("seen", at=self.position))
        self.finished()  # here

    def finished(self) -> None:
        dispatch.announce("offline", at=self.position)


async def rider(socket: ServerConnection) -> None:
    await RiderSession(socket).listen()


async def main() -> None:
    async with websockets.serve(rider, "0.0.0.0", 8765):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main())
