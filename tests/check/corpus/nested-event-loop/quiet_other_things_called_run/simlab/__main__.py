import asyncio
import sys

from simlab import server
from simlab.steps import Heat, Pipeline, Pour


async def main() -> None:
    pipeline = Pipeline([Pour(3), Heat(40)])
    print(await pipeline.run())


def run() -> None:
    if "--serve" in sys.argv:
        server.run()
    else:
        asyncio.run(main())


if __name__ == "__main__":
    run()
