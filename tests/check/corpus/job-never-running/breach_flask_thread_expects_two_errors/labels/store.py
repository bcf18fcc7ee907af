import threading
from dataclasses import dataclass, field


@dataclass
class Job:
    key: str
    state: str = "pending"
    labels: list = field(default_factory=list)
    problem: str = ""


class Store:
    def __init__(self):
        self._lock = threading.Lock()
        self._jobs = {}

    def create(self, key):
        with self._lock:
            self._jobs[key] = Job(key)

    def running(self, key):
        self._change(key, state="running")

    def finished(self, key, labels):
        self._change(key, state="finished", labels=labels)

    def failed(self, key, problem):
        self._change(key, state="failed", problem=problem)

    def _change(self, key, **values):
        with self._lock:
            for name, value in values.items():
                setattr(self._jobs[key], name, value)

    def __getitem__(self, key):
        return self._jobs[key]
