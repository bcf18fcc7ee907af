import queue

from redis import Redis
from sqlalchemy.orm import Session


class JobManager:
    def __init__(self, redis: Redis, session: Session):
        self.redis = redis
        self.session = session
        self.queue: queue.Queue[str] = queue.Queue()

    @property
    def events(self):
        return self.redis.pubsub()

    def create_job(self, job_id: str) -> None:
        self.queue.put(job_id)

    def next_job(self) -> str:
        return self.queue.get_nowait()
