import asyncio

from pipeline.store import JobStore


async def nightly(names: list[str]) -> None:
    async with JobStore("jobs.db") as jobs:
        for name in names:
            job_id = await jobs.insert_job(name)
            await jobs.update_job(job_id, status="running")
            await asyncio.sleep(1)
            await jobs.update_progress(  # here
                job_id,
                percent=100,
            )
            await jobs.update_job(job_id, status="done")


if __name__ == "__main__":
    asyncio.run(nightly(["a", "b"]))
