class JobManager:
    def __init__(self):
        self.running = set()

    def start_job(self, job_id):
        self.running.add(job_id)

    def stop_job(self, job_id):
        self.running.discard(job_id)
