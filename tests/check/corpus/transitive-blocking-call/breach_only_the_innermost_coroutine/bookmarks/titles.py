import html
import re
import urllib.request

TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.S | re.I)


def parse_title(page: bytes) -> str | None:
    match = TITLE.search(page)
    return html.unescape(match[1].decode("utf-8", "replace")).strip() if match else None


def page_title(url: str) -> str | None:
    return parse_title(_read(url))


def _read(url: str, limit: int = 65536) -> bytes:
    request = urllib.request.Request(url, headers={"User-Agent": "bookmarks/1.0"})
    with urllib.request.urlopen(request, timeout=5) as response:
        return response.read(limit)
