class JobManager:
    def create_job(self, kind: str, *, priority: int = 0) -> str:
        return f"{kind}-{priority}"

    def update_job_progress(self, job_id: str, progress: int, status: str | None = None) -> None:
        print(job_id, progress, status)
