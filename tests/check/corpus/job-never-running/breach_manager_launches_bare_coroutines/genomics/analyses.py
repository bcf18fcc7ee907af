import asyncio
import logging

from genomics.jobs import JobStatus, job_manager

logger = logging.getLogger(__name__)


async def align_reads(job_id: str, sample: str) -> None:
    logger.info("aligning %s", sample)
    try:
        job_manager.update_status(job_id, JobStatus.RUNNING)
        process = await asyncio.create_subprocess_exec("bwa", "mem", "ref.fa", sample)
        code = await process.wait()
        if code:
            raise RuntimeError(f"bwa ended with {code}")
        job_manager.update_status(job_id, JobStatus.COMPLETED)
    except Exception as error:
        logger.exception("aligning %s failed", sample)
        job_manager.update_status(job_id, JobStatus.FAILED, str(error))


async def call_variants(job_id: str, sample: str) -> None:  # here
    logger.info("calling variants of %s", sample)
    try:
        process = await asyncio.create_subprocess_exec("bcftools", "call", "-mv", sample)
        code = await process.wait()
        if code:
            raise RuntimeError(f"bcftools ended with {code}")
        job_manager.update_status(job_id, JobStatus.COMPLETED)
    except Exception as error:
        logger.exception("calling variants of %s failed", sample)
        job_manager.update_status(job_id, JobStatus.FAILED, str(error))
