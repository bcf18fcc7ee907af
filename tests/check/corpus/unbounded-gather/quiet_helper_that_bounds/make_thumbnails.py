import asyncio
import sys
from pathlib import Path

from bulkhead.thumbnails import thumbnails

if __name__ == "__main__":
    failed = asyncio.run(thumbnails(Path(sys.argv[1]), Path(sys.argv[2])))
    if failed:
        print("failed:", *failed, sep="\n  ", file=sys.stderr)
        sys.exit(1)
