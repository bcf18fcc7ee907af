class JobManager:
    async def create_job(self, name: str) -> str:
        return name

    async def complete_job(self, job_id: str) -> None:
        print(job_id)
