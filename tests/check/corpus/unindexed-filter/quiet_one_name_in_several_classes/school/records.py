from sqlalchemy import Boolean, Column, ForeignKey, Integer, String
from sqlalchemy.orm import DeclarativeBase, relationship


class Record(DeclarativeBase):
    pass


class Course(Record):
    __tablename__ = "course"

    id = Column(Integer, primary_key=True)
    code = Column(String(10), unique=True)
    name = Column(String(80))
    archived = Column(Boolean, default=False)


class Room(Record):
    __tablename__ = "room"

    id = Column(Integer, primary_key=True)
    code = Column(String(10))
    name = Column(String(80), index=True)


class Lesson(Record):
    __tablename__ = "lesson"

    id = Column(Integer, primary_key=True)
    course_id = Column(ForeignKey("course.id"), index=True)
    room_id = Column(ForeignKey("room.id"), index=True)
    name = Column(String(80))
    code = Column(String(10))
    course = relationship(Course)
    room = relationship(Room)
