import csv
import json
import logging

from .db import SessionLocal
from .models import ExportJob, ExportStatus
from .warehouse import fetch_rows

logger = logging.getLogger(__name__)


async def export_csv(job_id: int) -> None:  # here
    logger.info("csv export %s starts", job_id)
    async with SessionLocal() as session:
        job = await session.get_one(ExportJob, job_id)
        try:
            rows = await fetch_rows(job.table)
            job.status = ExportStatus.RUNNING
            await session.commit()
            job.path = f"/exports/{job_id}.csv"
            with open(job.path, "w", newline="") as file:
                csv.writer(file).writerows(rows)
            job.status = ExportStatus.DONE
        except Exception as error:
            logger.exception("csv export %s failed", job_id)
            job.status = ExportStatus.FAILED
            job.error = str(error)
        await session.commit()


async def export_json(job_id: int) -> None:
    logger.info("json export %s starts", job_id)
    async with SessionLocal() as session:
        job = await session.get_one(ExportJob, job_id)
        try:
            job.status = ExportStatus.RUNNING
            await session.commit()
            rows = await fetch_rows(job.table)
            job.path = f"/exports/{job_id}.json"
            with open(job.path, "w") as file:
                json.dump(rows, file)
            job.status = ExportStatus.DONE
        except Exception as error:
            logger.exception("json export %s failed", job_id)
            job.status = ExportStatus.FAILED
            job.error = str(error)
        await session.commit()
