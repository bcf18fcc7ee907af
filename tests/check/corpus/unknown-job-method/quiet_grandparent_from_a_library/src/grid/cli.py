import sys

from .jobs import GridJobManager


def main() -> None:
    manager = GridJobManager()
    job_id = manager.submit_job(sys.argv[1])
    manager.wait_for_job(job_id, timeout=60)
    print(manager.fetch_result(job_id))
