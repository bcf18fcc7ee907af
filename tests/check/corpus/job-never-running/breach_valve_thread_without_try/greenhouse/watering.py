import logging
from threading import Thread

import requests

from .jobs import Session, WateringJob

logger = logging.getLogger("greenhouse")


def water(job_id: int) -> None:  # here
    logger.info("watering, job %s", job_id)
    with Session() as session:
        job = session.get(WateringJob, job_id)
        job.start()
        session.commit()
        response = requests.post(f"http://valve.local/{job.bed}", json={"litres": job.litres}, timeout=60)
        if not response.ok:
            logger.error("valve of %s: %s", job.bed, response.status_code)
            job.fail()
        else:
            job.finish()
        session.commit()


def mist(job_id: int) -> None:
    logger.info("misting, job %s", job_id)
    with Session() as session:
        job = session.get(WateringJob, job_id)
        job.start()
        session.commit()
        try:
            requests.post(f"http://mister.local/{job.bed}", timeout=60).raise_for_status()
            job.finish()
        except Exception:
            logger.exception("misting, job %s", job_id)
            job.fail()
        session.commit()


def plan(bed: str, litres: float, fine: bool) -> int:
    with Session() as session:
        job = WateringJob(bed=bed, litres=litres)
        session.add(job)
        session.commit()
        if fine:
            Thread(target=mist, args=(job.id,), name=f"bed-{bed}").start()
        else:
            Thread(target=water, args=(job.id,), name=f"bed-{bed}").start()
        return job.id
