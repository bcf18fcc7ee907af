from api import mixins
from api.store import StoreBase as Base


class JobManager(mixins.StatusMixin, mixins.LoggingMixin, Base):
    def create_job(self, job_id):
        self.statuses[job_id] = "pending"
        return job_id
