import asyncio

import aiohttp
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .batches import batched
from .models import Contact


async def push_contact(email: str, name: str) -> int:
    async with aiohttp.ClientSession() as http:
        contact = {"email": email, "name": name}
        async with http.put("https://crm.example.com/contacts", json=contact) as answer:
            return answer.status


async def push_all(session: AsyncSession) -> int:
    contacts = (await session.scalars(select(Contact))).all()
    failures = 0
    for batch in batched(contacts, 20):
        codes = await asyncio.gather(*[push_contact(contact.email, contact.name) for contact in batch])
        failures += sum(code >= 400 for code in codes)
    return failures


async def push_slices(rows: list[tuple[str, str]], step: int = 10) -> None:
    for start in range(0, len(rows), step):
        async with asyncio.TaskGroup() as group:
            for email, name in rows[start : start + step]:
                group.create_task(push_contact(email, name))
