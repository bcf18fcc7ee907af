from bookmarks.titles import page_title, parse_title


async def enrich(bookmark: dict) -> dict:
    if not bookmark.get("title"):
        bookmark["title"] = page_title(bookmark["url"]) or bookmark["url"]  # here
    return bookmark


async def enrich_from_upload(bookmark: dict, page: bytes) -> dict:
    return bookmark | {"title": parse_title(page) or bookmark["url"]}


async def enrich_all(bookmarks: list[dict]) -> list[dict]:
    return [await enrich(bookmark) for bookmark in bookmarks]
