import asyncio

from lineproto.frames import HEADER, read_frame, read_table


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def connect(cls, host: str, port: int = 7070) -> "Client":
        return cls(*await asyncio.open_connection(host, port))

    async def ask(self, names: list[str]) -> list[bytes]:
        for name in names:
            self.writer.write(HEADER.pack(1, len(name)) + name.encode())
        await self.writer.drain()
        # Answers come back over the one connection, in the order of the questions.
        answers = []
        for _ in names:
            _, body = await read_frame(self.reader)
            answers.append(body)
        return answers

    async def table(self) -> dict[int, list[bytes]]:
        self.writer.write(HEADER.pack(2, 0))
        await self.writer.drain()
        return await read_table(self.reader)
