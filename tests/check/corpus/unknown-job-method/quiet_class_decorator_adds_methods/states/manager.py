from states.transitions import with_transitions


@with_transitions
class JobManager:
    def __init__(self):
        self.statuses = {}

    def create_job(self, job_id):
        self.statuses[job_id] = "pending"

    def set_job_status(self, job_id, status):
        self.statuses[job_id] = status
