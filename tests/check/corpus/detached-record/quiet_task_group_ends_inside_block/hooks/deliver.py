import asyncio
import hmac

import httpx
from sqlalchemy import select

from hooks.models import Webhook, session_maker


async def post(client: httpx.AsyncClient, hook: Webhook, body: bytes) -> int:
    signature = hmac.new(hook.secret.encode(), body, "sha256").hexdigest()
    response = await client.post(hook.url, content=body, headers={"X-Signature": signature})
    return response.status_code


async def deliver(body: bytes) -> None:
    async with session_maker() as session, httpx.AsyncClient() as client:
        hooks = (await session.scalars(select(Webhook))).all()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(post(client, hook, body)) for hook in hooks]
        for hook, task in zip(hooks, tasks, strict=True):
            if task.result() >= 400:
                hook.failures += 1
        await session.commit()
