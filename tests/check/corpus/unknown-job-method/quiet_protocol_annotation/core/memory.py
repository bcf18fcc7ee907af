class MemoryJobs:
    def __init__(self) -> None:
        self.statuses: dict[str, str] = {}
        self.logs: dict[str, list[str]] = {}

    async def create_job(self, name: str) -> str:
        self.statuses[name] = "pending"
        return name

    async def set_status(self, job_id: str, status: str) -> None:
        self.statuses[job_id] = status

    async def attach_log(self, job_id: str, line: str) -> None:
        self.logs.setdefault(job_id, []).append(line)
