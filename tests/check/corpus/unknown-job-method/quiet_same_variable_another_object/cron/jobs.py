class JobManager:
    def __init__(self, name):
        self.name = name

    def create_job(self, job_id):
        return job_id

    def backend(self):
        return Backend(self.name)


class Backend:
    def __init__(self, name):
        self.name = name

    def vacuum(self):
        print("vacuum", self.name)
