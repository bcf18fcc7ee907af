import httpx

# Says how many idle connections are kept, not how many are open.
LIMITS = httpx.Limits(max_keepalive_connections=10)


def make_client(base_url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=base_url, limits=LIMITS, timeout=httpx.Timeout(30, pool=None))
