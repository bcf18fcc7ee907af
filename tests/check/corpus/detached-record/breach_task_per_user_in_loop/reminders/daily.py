import asyncio

from sqlalchemy import select

from reminders.model import User, sessions
from reminders.send import remind


class DailyRun:
    def __init__(self) -> None:
        self.tasks: list[asyncio.Task] = []

    async def start(self) -> None:
        async with sessions() as session:
            users = (await session.scalars(select(User).where(User.email.is_not(None)))).all()
        for user in users:
            self.tasks.append(asyncio.ensure_future(remind(user)))  # here

    async def wait(self) -> None:
        while self.tasks:
            await self.tasks.pop()
