import asyncio as aio
from email.message import EmailMessage

import aiosmtplib


async def deliver(message: EmailMessage) -> None:
    await aiosmtplib.send(message, hostname="smtp", port=25)


async def deliver_with_retry(message: EmailMessage, attempts: int = 3) -> None:
    for attempt in range(attempts):
        try:
            return await deliver(message)
        except aiosmtplib.SMTPException:
            await aio.sleep(2**attempt)


def deliver_now(message):
    aio.run(deliver_with_retry(message))  # here
