from collections.abc import Callable
from dataclasses import dataclass, field

from events.bus import Bus


@dataclass
class JobManager:
    bus: Bus
    on_finished: Callable[[str], None] = print
    jobs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.notify = self.bus.publish
        self.log_job, self.warn_job = print, print

    def start_job(self, job_id: str) -> None:
        self.jobs[job_id] = "running"
        self.attach_clock()
        self.notify("job.started", job_id=job_id)

    def attach_clock(self) -> None:
        import time

        self.now: Callable[[], float] = time.monotonic

    def finish_job(self, job_id: str) -> None:
        self.jobs[job_id] = f"finished at {self.now()}"
        self.on_finished(job_id)
