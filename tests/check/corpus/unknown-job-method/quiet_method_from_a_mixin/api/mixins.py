import logging


class LoggingMixin:
    logger = logging.getLogger("jobs")

    def log_job(self, job_id, message, *args):
        self.logger.info("%s: " + message, job_id, *args)


class StatusMixin:
    def update_job_status(self, job_id, status):
        self.statuses[job_id] = status
        self.log_job(job_id, "is %s", status)
