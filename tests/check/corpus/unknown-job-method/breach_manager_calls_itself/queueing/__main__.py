import asyncio

from queueing.manager import QueueJobManager


async def main() -> None:
    manager = QueueJobManager()

    async def work() -> None:
        await asyncio.sleep(1)

    manager.submit_job("first", work)
    await asyncio.sleep(2)
    print(manager.job_state("first"))


asyncio.run(main())
