from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType

log = logging.getLogger(__name__)

JOB_STATES: dict[str, str] = {}


@asynccontextmanager
async def running(job_id: str) -> AsyncIterator[None]:
    JOB_STATES[job_id] = "running"
    log.info("%s: running", job_id)
    try:
        yield
    except Exception:
        log.exception("%s: failed", job_id)
        JOB_STATES[job_id] = "failed"
    else:
        JOB_STATES[job_id] = "done"


class JobRun:
    """The same for threads."""

    def __init__(self, job_id: str) -> None:
        self.job_id = job_id

    def __enter__(self) -> JobRun:
        JOB_STATES[self.job_id] = "running"
        log.info("%s: running", self.job_id)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            JOB_STATES[self.job_id] = "done"
        else:
            log.error("%s: failed", self.job_id, exc_info=error)
            JOB_STATES[self.job_id] = "failed"
