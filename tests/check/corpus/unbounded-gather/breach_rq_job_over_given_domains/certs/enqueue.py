from pathlib import Path

from redis import Redis
from rq import Queue

from certs.jobs import check_certificates

queue = Queue("certs", connection=Redis())


def enqueue_file(path: str) -> str:
    job = queue.enqueue(check_certificates, Path(path).read_text().splitlines(), job_timeout=600)
    return job.id
