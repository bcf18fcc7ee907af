import asyncio


async def convert(source: str) -> int:
    process = await asyncio.create_subprocess_exec("libreoffice", "--headless", "--convert-to", "pdf", source)
    return await process.wait()
