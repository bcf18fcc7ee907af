import asyncio

from temporalio.client import Client
from temporalio.worker import Worker

from loaders import activities


async def main() -> None:
    client = await Client.connect("temporal:7233")
    found = [activities.find_partition, activities.open_partition, activities.open_partition_in_thread]
    await Worker(client, task_queue="loaders", activities=found).run()


if __name__ == "__main__":
    asyncio.run(main())
