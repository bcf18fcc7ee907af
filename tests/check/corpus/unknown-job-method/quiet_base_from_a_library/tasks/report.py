from tasks.manager import JobManager

manager = JobManager()


async def report(name: str) -> None:
    job_id = await manager.create_job(name)
    await manager.update_job_status(job_id, "running")
    await manager.update_job_progress(job_id, 100, status="done")
    await manager.close()
