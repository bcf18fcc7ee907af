import functools
import logging
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec

from .models import Job, JobStatus, async_session

logger = logging.getLogger(__name__)
P = ParamSpec("P")
Work = Callable[Concatenate[int, P], Awaitable[None]]


async def _set(job_id: int, status: JobStatus, error: str | None = None) -> None:
    async with async_session.begin() as session:
        job = await session.get_one(Job, job_id)
        job.status = status
        job.error = error


def tracked(work: Work[P]) -> Work[P]:
    @functools.wraps(work)
    async def run(job_id: int, *args: P.args, **kwargs: P.kwargs) -> None:
        logger.info("%s %s starts", work.__name__, job_id)
        await _set(job_id, JobStatus.RUNNING)
        try:
            await work(job_id, *args, **kwargs)
        except Exception as error:
            logger.exception("%s %s failed", work.__name__, job_id)
            await _set(job_id, JobStatus.FAILED, repr(error))
        else:
            await _set(job_id, JobStatus.COMPLETED)

    return run
