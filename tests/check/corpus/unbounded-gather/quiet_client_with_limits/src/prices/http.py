import httpx

MOST = 12


def build_client(base_url: str) -> httpx.AsyncClient:
    """At most twelve requests are open; the others wait for as long as it takes."""
    return httpx.AsyncClient(
        base_url=base_url,
        limits=httpx.Limits(max_connections=MOST, max_keepalive_connections=MOST),
        timeout=httpx.Timeout(20, pool=None),
    )
