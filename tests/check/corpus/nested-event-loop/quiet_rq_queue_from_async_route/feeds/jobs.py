"""What the rq workers run; each job is a process without a loop."""

import asyncio
import json
from pathlib import Path

from feeds.fetch import fetch_all, fetch_feed

CACHE = Path("/var/cache/feeds")


def refresh_feed(feed_id: int, url: str) -> int:
    titles = asyncio.run(fetch_feed(url))
    (CACHE / f"{feed_id}.json").write_text(json.dumps(titles))
    return len(titles)


def refresh_group(name: str, urls: list[str]) -> int:
    found = asyncio.run(fetch_all(urls))
    (CACHE / f"group-{name}.json").write_text(json.dumps(found))
    return sum(map(len, found.values()))
