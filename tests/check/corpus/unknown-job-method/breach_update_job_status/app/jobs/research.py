import logging

from app.jobs.manager import job_manager

logger = logging.getLogger(__name__)


async def run_research(job_id: str, topics: list[str]) -> None:
    await job_manager.update_job_status(job_id, "running")  # here
    try:
        for number, topic in enumerate(topics, start=1):
            logger.info("researching %s", topic)
            await job_manager.update_job_progress(job_id, number * 100 // len(topics))
        await job_manager.update_job_progress(job_id, 100, status="completed")
    except Exception as error:
        logger.exception("research failed")
        await job_manager.update_job_progress(job_id, status="failed", message=str(error))
