import hashlib

from fetcher.mirrors import MirrorPool, NoMirror


async def verified(pool: MirrorPool, path: str, expected: str, attempts: int = 3) -> bytes:
    for attempt in range(attempts):
        content = await pool.fetch(path)
        if hashlib.sha256(content).hexdigest() == expected:
            return content
        pool.mirrors.append(pool.mirrors.pop(0))
    raise NoMirror(f"{path}: wrong checksum {attempts} times")
