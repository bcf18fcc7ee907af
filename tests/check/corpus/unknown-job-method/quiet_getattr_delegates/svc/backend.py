class SqlBackend:
    def __init__(self, dsn):
        self.dsn = dsn

    def update_job_status(self, job_id, status):
        print(self.dsn, job_id, status)

    def requeue_job(self, job_id):
        print("requeue", job_id)
