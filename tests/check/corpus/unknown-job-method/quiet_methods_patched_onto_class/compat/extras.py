from compat.manager import JobManager


def archive_job(self, job_id):
    self.update_job_progress(job_id, status="archived")


setattr(JobManager, "archive_job", archive_job)
