from asyncio import run as run_coroutine
from email.message import EmailMessage

from .mailer import deliver, deliver_now


async def collect_headlines(topic):
    return [f"{topic}: nothing new"]


def compose(to, lines):
    message = EmailMessage()
    message["To"], message["Subject"] = to, "Your digest"
    message.set_content("\n".join(lines))
    return message


async def send_digest(ctx, address: str, topics: list[str]) -> int:
    lines = []
    for topic in topics:
        lines += run_coroutine(collect_headlines(topic))  # here
    deliver_now(compose(address, lines))
    return len(lines)


async def send_single(ctx, address: str, topic: str) -> None:
    await deliver(compose(address, await collect_headlines(topic)))
