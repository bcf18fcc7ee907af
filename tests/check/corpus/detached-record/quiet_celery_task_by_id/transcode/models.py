from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, sessionmaker


class Base(DeclarativeBase):
    pass


class Video(Base):
    __tablename__ = "videos"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str]
    state: Mapped[str] = mapped_column(default="uploaded")
    subtitles: Mapped[list["Subtitle"]] = relationship(back_populates="video")


class Subtitle(Base):
    __tablename__ = "subtitles"

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str]
    video_id: Mapped[int] = mapped_column(ForeignKey("videos.id"))
    video: Mapped[Video] = relationship(back_populates="subtitles")


SessionLocal = sessionmaker(create_engine("postgresql://localhost/videos"))


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()
