import asyncio
import struct

HEADER = struct.Struct("!BI")


async def read_frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    kind, size = HEADER.unpack(await reader.readexactly(HEADER.size))
    return kind, await reader.readexactly(size)


async def read_table(reader: asyncio.StreamReader) -> dict[int, list[bytes]]:
    kind, body = await read_frame(reader)
    (count,) = struct.unpack("!I", body)
    table: dict[int, list[bytes]] = {}
    for _ in range(count):
        kind, body = await read_frame(reader)
        table.setdefault(kind, []).append(body)
    return table
