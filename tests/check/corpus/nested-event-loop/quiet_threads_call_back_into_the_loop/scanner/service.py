import asyncio
import hashlib

from scanner.devices import Scanner

_saved: dict[str, bytes] = {}


async def save_page(page: bytes) -> str:
    await asyncio.sleep(0)
    key = hashlib.sha256(page).hexdigest()
    _saved[key] = page
    return key


async def scan_document(pages: int) -> list[str]:
    scanner = Scanner(asyncio.get_running_loop(), save_page)
    return await asyncio.to_thread(scanner.scan, pages)
