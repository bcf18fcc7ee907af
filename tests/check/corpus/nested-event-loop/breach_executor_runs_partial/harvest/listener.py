import asyncio
import functools
from concurrent.futures import ThreadPoolExecutor

from harvest.parsing import parse, parse_and_store

workers = ThreadPoolExecutor(4, thread_name_prefix="parse")


async def on_packet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
    greenhouse = (await reader.readline()).decode().strip()
    blob = await reader.read()
    loop = asyncio.get_running_loop()
    count = await loop.run_in_executor(workers, functools.partial(parse_and_store, greenhouse, blob, strict=True))
    writer.write(f"stored {count}\n".encode())
    await writer.drain()
    writer.close()


async def on_probe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
    blob = await reader.read()
    loop = asyncio.get_running_loop()
    readings = await loop.run_in_executor(workers, lambda: list(parse(blob)))
    writer.write(f"parsed {len(readings)}\n".encode())
    writer.close()


async def serve():
    server = await asyncio.start_server(on_packet, "0.0.0.0", 7777)
    probe = await asyncio.start_server(on_probe, "127.0.0.1", 7778)
    async with server, probe:
        await asyncio.gather(server.serve_forever(), probe.serve_forever())


if __name__ == "__main__":
    asyncio.run(serve())
