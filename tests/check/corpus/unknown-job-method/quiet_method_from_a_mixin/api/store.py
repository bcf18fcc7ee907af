class StoreBase:
    def __init__(self):
        self.statuses = {}

    def job_status(self, job_id):
        return self.statuses.get(job_id)
