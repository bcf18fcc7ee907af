class LocalJobManager:
    def create_job(self, name: str) -> str:
        return name

    def tail_job(self, job_id: str) -> str:
        return f"tail of {job_id}"
