import asyncio

import httpx

from .download import mirror
from .settings import INDEX, TARGET

TARGET.mkdir(exist_ok=True)
asyncio.run(mirror(httpx.get(INDEX).text.split()))
