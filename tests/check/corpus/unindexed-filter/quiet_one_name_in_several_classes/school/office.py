from sqlalchemy import func, select
from sqlalchemy.orm import Session

from school.inventory import Shelf
from school.records import Course, Lesson, Room


def course(session: Session, code: str) -> Course:
    return session.execute(select(Course).filter_by(code=code)).scalar_one()


def courses(session: Session, codes: list[str]) -> list[Course]:
    return list(session.scalars(select(Course).where(Course.code.in_(codes))))


def room(session: Session, name: str) -> Room | None:
    return session.query(Room).filter_by(name=name).first()


def rooms(session: Session) -> list[str]:
    return [code for (code,) in session.query(Room.code).order_by(Room.name)]


def timetable(session: Session, room_name: str) -> list[Lesson]:
    found = room(session, room_name)
    return session.query(Lesson).filter_by(room_id=found.id).all() if found else []


def size(session: Session, code: str) -> int:
    return session.scalar(select(func.count(Lesson.id)).join(Lesson.course).where(Course.code == code)) or 0


def plan(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(select(Course.name, Lesson.name).join(Lesson.course).order_by(Course.archived, Lesson.name))
    return [(course_name, name) for course_name, name in rows]


def catalogue(session: Session) -> list[Course]:
    return list(session.scalars(select(Course).order_by(Course.archived, Course.name)))


def beamers(shelf: Shelf) -> int:
    return len(shelf.filter_by(name="beamer")) + len(shelf.filter_by(name="projector", code="B"))
