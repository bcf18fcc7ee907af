import json

import aiofiles


async def read_settings(path):
    async with aiofiles.open(path) as handle:
        return json.loads(await handle.read())
