import aiohttp

from inventory.http import get_json as _get


async def list_warehouses(session: aiohttp.ClientSession) -> list[str]:
    codes: list[str] = []
    page = 1
    while True:
        batch = await _get(session, "/warehouses", page=page)
        if not batch:
            break
        codes += [row["code"] for row in batch]
        page += 1
    return codes


async def stock_by_warehouse(session: aiohttp.ClientSession, sku: str) -> dict[str, int]:
    stock = {}
    for code in await list_warehouses(session):
        body = await _get(session, f"/warehouses/{code}/stock/{sku}")  # here: warning
        stock[code] = body["available"] - body.get("reserved", 0)
    return stock


async def reserve(session: aiohttp.ClientSession, sku: str, wanted: int) -> list[tuple[str, int]]:
    """Take from one warehouse after the other until there is enough."""
    taken: list[tuple[str, int]] = []
    for code in await list_warehouses(session):
        body = await _get(session, f"/warehouses/{code}/stock/{sku}")
        part = min(wanted, body["available"])
        taken.append((code, part))
        wanted -= part
        if wanted == 0:
            break
    return taken
