from collections import OrderedDict


class BackgroundJobs:
    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.jobs: OrderedDict[str, str] = OrderedDict()

    def begin_job(self, job_id: str) -> None:
        self.jobs[job_id] = "running"
        while len(self.jobs) > self.limit:
            self.jobs.popitem(last=False)

    def end_job(self, job_id: str, status: str = "finished") -> None:
        self.jobs[job_id] = status

    def running_jobs(self) -> list[str]:
        return [job_id for job_id, status in self.jobs.items() if status == "running"]
