import time
from dataclasses import dataclass, field


@dataclass
class TaskRecord:
    name: str
    status: str = "pending"
    started: float | None = None
    log: list[str] = field(default_factory=list)


class TaskManager:
    def __init__(self):
        self._records = {}

    def register_task(self, name):
        record = self._records[name] = TaskRecord(name)
        return record

    def start_task(self, name):
        record = self._records[name]
        record.status = "running"
        record.started = time.time()

    def finish_task(self, name, *, status="succeeded"):
        self._records[name].status = status

    def append_log(self, name, line):
        self._records[name].log.append(line)


manager = TaskManager()
