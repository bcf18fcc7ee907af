class JobManager:
    def start_job(self, job_id: str) -> None:
        print("start", job_id)

    def fail_job(self, job_id: str) -> None:
        print("fail", job_id)


class RetryingJobManager(JobManager):
    def __init__(self, attempts: int = 3) -> None:
        self.attempts = attempts

    def retry_job(self, job_id: str) -> None:
        print("retry", job_id, self.attempts)
