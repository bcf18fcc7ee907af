import asyncio
import sys
from pathlib import Path

from shelf.ffprobe import probe, versions


async def index(folder: Path):
    files = sorted(folder.rglob("*.mkv"))
    formats = await asyncio.gather(*map(probe, files))  # here: warning
    return {
        file.relative_to(folder).as_posix(): float(found.get("duration", 0))
        for file, found in zip(files, formats)
    }


async def main():
    print(*await versions(), sep="\n")
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    for name, seconds in (await index(folder)).items():
        print(f"{seconds / 60:7.1f} min  {name}")


if __name__ == "__main__":
    asyncio.run(main())
