from functools import lru_cache

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from service.job_manager import BackgroundJobManager


@lru_cache
def get_job_manager() -> BackgroundJobManager:
    return BackgroundJobManager(sessionmaker(create_engine("sqlite:///jobs.db")))
