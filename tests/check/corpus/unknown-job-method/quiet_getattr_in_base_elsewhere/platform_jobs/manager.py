from .rpc import RemoteProxy


class RemoteJobManager(RemoteProxy):
    def start_job(self, job_id):
        return self._call("jobs.start", job_id)

    def update_job(self, job_id, status):
        return self._call("jobs.update", job_id, status)
