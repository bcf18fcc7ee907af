import asyncio

from etl.steps import Extract

asyncio.run(Extract(1, ["a", "b"]).execute())
