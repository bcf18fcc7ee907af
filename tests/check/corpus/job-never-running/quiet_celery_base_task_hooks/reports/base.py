from celery import Task
from celery.utils.log import get_task_logger

from .extensions import db
from .models import ReportJob, Status

logger = get_task_logger(__name__)


class JobTask(Task):
    abstract = True

    @staticmethod
    def _mark(job_id, status):
        db.session.query(ReportJob).filter_by(id=job_id).update({"status": status})
        db.session.commit()

    def before_start(self, task_id, args, kwargs):
        logger.info("%s starts with %s", self.name, args)
        self._mark(args[0], Status.RUNNING)

    def on_success(self, retval, task_id, args, kwargs):
        self._mark(args[0], Status.OK)

    def on_failure(self, exc, task_id, args, kwargs, einfo):
        logger.error("%s failed: %s", self.name, exc)
        db.session.rollback()
        self._mark(args[0], Status.ERROR)
