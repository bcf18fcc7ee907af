import asyncio


async def scan_file(path: str, host: str = "clamd", port: int = 3310) -> bool:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"SCAN {path}\n".encode())
    await writer.drain()
    verdict = (await reader.readline()).decode()
    writer.close()
    return verdict.rstrip().endswith("OK")
