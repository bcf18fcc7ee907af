import aiosqlite

QUEUED = "queued"
RUNNING = "running"
COMPLETE = "complete"
FAILED = "failed"


async def set_job_status(job_id: int, status: str, error: str = "") -> None:
    async with aiosqlite.connect("podcast.db") as db:
        await db.execute("update jobs set status = ?, error = ? where id = ?", (status, error, job_id))
        await db.commit()


async def insert_job(feed: str) -> int:
    async with aiosqlite.connect("podcast.db") as db:
        cursor = await db.execute("insert into jobs(feed, status) values (?, ?)", (feed, QUEUED))
        await db.commit()
        return cursor.lastrowid
