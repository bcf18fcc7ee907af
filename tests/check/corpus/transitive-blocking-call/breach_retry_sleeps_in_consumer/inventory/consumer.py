import asyncio
import json
from asyncio import sleep

import aio_pika

from inventory.backoff import Backoff
from inventory.stock import OutOfStock, Stock

stock = Stock()


async def handle(message: aio_pika.abc.AbstractIncomingMessage) -> None:
    order = json.loads(message.body)
    backoff = Backoff()
    for _ in range(5):
        try:
            stock.take(order["sku"], order["amount"])
        except OutOfStock:
            backoff.pause()  # here
        else:
            backoff.reset()
            await message.ack()
            return
    await message.reject(requeue=False)


async def watch_levels(interval: float) -> None:
    while True:
        low = [sku for sku, amount in stock.amounts.items() if amount < 5]
        print("low:", low)
        await sleep(interval)


async def main() -> None:
    connection = await aio_pika.connect_robust("amqp://guest@rabbit/")
    async with connection, asyncio.TaskGroup() as group:
        channel = await connection.channel()
        queue = await channel.declare_queue("orders", durable=True)
        group.create_task(watch_levels(60))
        await queue.consume(handle)


if __name__ == "__main__":
    asyncio.run(main())
