import aiohttp


def open_session() -> aiohttp.ClientSession:
    # limit=0 switches the pool's own limit off.
    connector = aiohttp.TCPConnector(limit=0, ttl_dns_cache=300)
    return aiohttp.ClientSession(connector=connector, raise_for_status=True)


def open_gentle_session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=10), raise_for_status=True)
