class JobManager:
    def update_job_progress(self, job_id, progress=None, status=None):
        print(job_id, progress, status)


def _update_job_status(self, job_id, status):
    return self.update_job_progress(job_id, status=status)


JobManager.update_job_status = _update_job_status
