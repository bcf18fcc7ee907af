import asyncio
import logging
import time

from bot import storage
from bot.chat import send_message


async def remind() -> None:
    rows = await storage.due(time.time())
    sends = [asyncio.create_task(send_message(chat, text)) for chat, text in rows]  # here: warning
    for (chat, _), sent in zip(rows, sends):
        if not await sent:
            logging.warning("could not reach %s", chat)


async def preview(owner: int) -> None:
    rows = await storage.next_three()
    await asyncio.gather(*(send_message(owner, text) for _, text in rows))


async def main() -> None:
    while True:
        await remind()
        await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(main())
