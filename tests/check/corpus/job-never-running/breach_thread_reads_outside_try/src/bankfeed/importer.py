import logging
import threading
from pathlib import Path

from bankfeed.jobs import JobTable, Status
from bankfeed.statements import book, parse_statement

log = logging.getLogger("bankfeed.importer")


class Importer:
    def __init__(self, jobs: JobTable) -> None:
        self.jobs = jobs

    def submit(self, path: Path, *, dry_run: bool = False) -> int:
        job_id = self.jobs.create(path.name)
        target = self._check_statement if dry_run else self._import_statement
        threading.Thread(target=target, args=(job_id, path), daemon=True).start()
        return job_id

    def _import_statement(self, job_id: int, path: Path) -> None:  # here
        log.info("import %d: %s", job_id, path)
        self.jobs.set_status(job_id, Status.RUNNING)
        lines = parse_statement(path)
        try:
            total = book(lines)
        except Exception as error:
            log.exception("import %d", job_id)
            self.jobs.set_status(job_id, Status.FAILED, str(error))
        else:
            self.jobs.set_status(job_id, Status.FINISHED, f"{total} booked")

    def _check_statement(self, job_id: int, path: Path) -> None:
        log.info("check %d: %s", job_id, path)
        self.jobs.set_status(job_id, Status.RUNNING)
        try:
            lines = parse_statement(path)
        except Exception as error:
            log.exception("check %d", job_id)
            self.jobs.set_status(job_id, Status.FAILED, str(error))
        else:
            self.jobs.set_status(job_id, Status.FINISHED, f"{len(lines)} lines")
