from typing import Any


class JobManager:
    def __init__(self) -> None:
        self.states: dict[str, str] = {}

    def mark_running(self, job_id: str) -> None:
        self.states[job_id] = "running"

    def mark_done(self, job_id: str) -> None:
        self.states[job_id] = "done"


def load(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(__import__(module, fromlist=[name]), name)()
