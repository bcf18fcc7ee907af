import threading


class JobRegistry:
    _instance = None
    _lock = threading.Lock()

    def __init__(self):
        self.jobs = {}

    @classmethod
    def instance(cls) -> "JobRegistry":
        with cls._lock:
            if cls._instance is None:
                cls._instance = cls()
            return cls._instance

    def add_job(self, job_id, description):
        self.jobs[job_id] = {"description": description, "state": "queued"}

    def update_state(self, job_id, state):
        self.jobs[job_id]["state"] = state

    def remove_job(self, job_id):
        self.jobs.pop(job_id, None)
