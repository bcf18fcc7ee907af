import aiosqlite

PATH = "reminders.db"


async def due(now: float) -> list[tuple[int, str]]:
    async with aiosqlite.connect(PATH) as db:
        cursor = await db.execute("SELECT chat_id, text FROM reminders WHERE due_at <= ?", (now,))
        return list(await cursor.fetchall())


async def next_three() -> list[tuple[int, str]]:
    async with aiosqlite.connect(PATH) as db:
        cursor = await db.execute("SELECT chat_id, text FROM reminders ORDER BY due_at LIMIT 3")
        return list(await cursor.fetchall())
