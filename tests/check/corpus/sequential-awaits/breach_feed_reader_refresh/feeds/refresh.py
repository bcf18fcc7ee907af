import logging

from feeds import parsing
from feeds.transport import fetch_text

log = logging.getLogger("feeds")


class Reader:
    def __init__(self, urls: set[str]) -> None:
        self.urls = urls
        self.entries: dict[str, list[dict]] = {}

    async def refresh(self) -> int:
        fresh = 0
        for url in sorted(self.urls):
            text = await fetch_text(url)  # here: warning
            if text is None:
                log.warning("%s is away", url)
                continue
            self.entries[url] = parsing.parse(text)
            fresh += 1
        return fresh

    async def discover(self, start: str, depth: int) -> None:
        frontier = [start]
        for _ in range(depth):
            if not frontier:
                break
            text = await fetch_text(frontier.pop())
            links = [entry["link"] for entry in parsing.parse(text or "<rss/>")]
            frontier.extend(link for link in links if link not in self.urls)
            self.urls.update(links)
