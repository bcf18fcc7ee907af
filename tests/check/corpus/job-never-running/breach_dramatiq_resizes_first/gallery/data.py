import sqlalchemy as sa
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()
engine = sa.create_engine("postgresql://gallery@localhost/gallery")


class AlbumJob(Base):
    __tablename__ = "album_job"

    id = sa.Column(sa.Integer, primary_key=True)
    folder = sa.Column(sa.String, nullable=False)
    state = sa.Column(sa.Enum("waiting", "running", "done", "broken", name="album_state"), default="waiting")
    pictures = sa.Column(sa.Integer)


def set_state(job_id, state, **values):
    with Session(engine) as session, session.begin():
        session.execute(sa.update(AlbumJob).where(AlbumJob.id == job_id).values(state=state, **values))


def folder_of(job_id):
    with Session(engine) as session:
        return session.scalar(sa.select(AlbumJob.folder).where(AlbumJob.id == job_id))
