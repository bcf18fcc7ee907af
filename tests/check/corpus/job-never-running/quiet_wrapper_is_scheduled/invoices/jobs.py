import inspect
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient

logger = logging.getLogger(__name__)
jobs = AsyncIOMotorClient("mongodb://localhost").invoices.jobs


async def set_status(job_id: str, status: str, **fields: Any) -> None:
    await jobs.update_one({"_id": job_id}, {"$set": {"status": status, "at": datetime.now(UTC), **fields}})


async def run_tracked(job_id: str, func: Callable[..., Any], *args: Any) -> None:
    logger.info("job %s: %s", job_id, func.__name__)
    await set_status(job_id, "running")
    try:
        result = func(job_id, *args)
        if inspect.isawaitable(result):
            result = await result
        await set_status(job_id, "succeeded", result=result)
    except Exception as error:
        logger.exception("job %s failed", job_id)
        await set_status(job_id, "failed", error=repr(error))
