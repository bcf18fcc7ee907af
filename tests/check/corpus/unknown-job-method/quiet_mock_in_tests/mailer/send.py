from mailer.jobs import JobManager


async def send(manager: JobManager, address: str) -> None:
    job_id = await manager.create_job(address)
    await manager.complete_job(job_id)
