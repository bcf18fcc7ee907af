import asyncio

from warehouse.db import SessionFactory
from warehouse.stocktaking import Stocktaking


async def count_shelf(shelf: str) -> tuple[str, int]:
    async with SessionFactory() as session:
        stocktaking = Stocktaking(session)
        return shelf, await stocktaking.count(shelf)


async def main() -> None:
    async with SessionFactory() as session:
        stocktaking = Stocktaking(session)
        shelves = await stocktaking.shelves()

    tasks = []
    async with asyncio.TaskGroup() as group:
        for shelf in shelves[:20]:
            tasks.append(group.create_task(count_shelf(shelf)))
    for shelf, count in sorted(task.result() for task in tasks):
        print(f"{shelf:>10} {count}")


if __name__ == "__main__":
    asyncio.run(main())
