import sys

from portable.settings import USE_REDIS


class JobManager:
    def create_job(self, job_id):
        return job_id

    if USE_REDIS:

        def update_job_status(self, job_id, status):
            print("redis", job_id, status)

    else:

        def update_job_status(self, job_id, status):
            print("memory", job_id, status)

    if sys.platform != "win32":

        def signal_job(self, job_id, number):
            print("kill", number, job_id)

    try:
        import psutil
    except ImportError:

        def job_memory(self, job_id):
            return None

    else:

        def job_memory(self, job_id):
            return self.psutil.Process(job_id).memory_info().rss
