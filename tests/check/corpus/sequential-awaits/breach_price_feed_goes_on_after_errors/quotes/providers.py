from decimal import Decimal

import httpx


class QuoteError(Exception):
    pass


async def fetch_quote(client: httpx.AsyncClient, symbol: str) -> Decimal:
    try:
        resp = await client.get("https://quotes.example.com/last", params={"symbol": symbol})
        resp.raise_for_status()
    except httpx.HTTPError as exc:
        raise QuoteError(symbol) from exc
    return Decimal(resp.json()["last"])


async def fetch_quote_with_fallback(client: httpx.AsyncClient, symbol: str, hosts: list[str]) -> Decimal:
    last_error: Exception | None = None
    for host in hosts:
        try:
            resp = await client.get(f"https://{host}/last", params={"symbol": symbol})
            resp.raise_for_status()
            return Decimal(resp.json()["last"])
        except httpx.HTTPError as exc:
            last_error = exc
    raise QuoteError(symbol) from last_error
