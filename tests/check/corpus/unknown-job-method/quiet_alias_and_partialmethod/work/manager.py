from functools import partialmethod


class JobManager:
    def __init__(self):
        self.jobs = {}

    def create_job(self, job_id):
        self.jobs[job_id] = {"status": "pending", "progress": 0}

    def update_job_progress(self, job_id, progress=None, status=None):
        if progress is not None:
            self.jobs[job_id]["progress"] = progress
        if status is not None:
            self.jobs[job_id]["status"] = status

    # kept for callers of the 1.x interface
    update_job = update_job_progress
    add_job = create_job

    start_job = partialmethod(update_job_progress, status="running")
    finish_job = partialmethod(update_job_progress, progress=100, status="completed")
    is_done = lambda self, job_id: self.jobs[job_id]["status"] == "completed"
