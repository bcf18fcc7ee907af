import logging
import time

import requests
from rq import get_current_job

log = logging.getLogger(__name__)


def match_candidates(vacancy_id: int) -> list[int]:
    job = get_current_job()
    log.info("job %s: vacancy %s", job.id, vacancy_id)
    candidates = requests.get(f"http://hr.local/vacancies/{vacancy_id}/candidates", timeout=30).json()
    hits = []
    for number, candidate in enumerate(candidates, start=1):
        if candidate["score"] > 0.8:
            hits.append(candidate["id"])
        job.meta["progress"] = number / len(candidates)
        job.save_meta()
    return hits


def warm_up(job_name: str) -> None:
    log.info("warming up for %s", job_name)
    time.sleep(2)
    requests.post("http://hr.local/cache", timeout=30).raise_for_status()
