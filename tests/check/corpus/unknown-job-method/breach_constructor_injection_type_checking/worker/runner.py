from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Callable

if TYPE_CHECKING:
    from .tracking import JobTracker

log = logging.getLogger(__name__)


class Runner:
    def __init__(self, tracker: JobTracker, *, workers: int = 2) -> None:
        self._tracker = tracker
        self._slots = threading.Semaphore(workers)

    def run(self, name: str, work: Callable[[], None]) -> None:
        self._tracker.create_job(name)
        threading.Thread(target=self._run, args=(name, work), daemon=True).start()

    def _run(self, name: str, work: Callable[[], None]) -> None:
        with self._slots:
            self._tracker.set_job_status(name, "running")
            try:
                work()
            except Exception as error:
                log.exception("%s failed", name)
                self._tracker.set_status(name, "failed", str(error))  # here
            else:
                self._tracker.set_job_status(name, "done")
