from sqlalchemy import Column, DateTime, Integer, String, create_engine, func
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()
Session = sessionmaker(create_engine("mysql+pymysql://mediahub@db/mediahub"))


class JobState:
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class TranscodeJob(Base):
    __tablename__ = "transcode_job"

    id = Column(Integer, primary_key=True)
    source = Column(String(500), nullable=False)
    target = Column(String(500))
    state = Column(String(20), nullable=False, default=JobState.QUEUED)
    message = Column(String(1000))
    created = Column(DateTime, server_default=func.now())
