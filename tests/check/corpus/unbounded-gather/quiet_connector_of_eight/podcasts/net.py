import aiohttp


class PoliteSession(aiohttp.ClientSession):
    def __init__(self, **kwargs):
        connector = aiohttp.TCPConnector(limit=8, limit_per_host=2)
        super().__init__(connector=connector, timeout=aiohttp.ClientTimeout(sock_read=30), **kwargs)
