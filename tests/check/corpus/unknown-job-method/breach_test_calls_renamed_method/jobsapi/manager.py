class JobManager:
    def __init__(self, now):
        self._now = now
        self._jobs = {}

    def create_job(self, name):
        self._jobs[name] = {"status": "pending", "created": self._now()}
        return name

    def transition(self, name, status):
        self._jobs[name]["status"] = status

    def status_of(self, name):
        return self._jobs[name]["status"]
