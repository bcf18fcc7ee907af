from sqlalchemy import or_
from sqlalchemy.orm import Session

from directory.models import Document, Employee

DOMAIN = "example.org"


class Directory:
    def __init__(self, session: Session):
        self._session = session

    def search(self, words: str) -> list[Employee]:
        pattern = f"%{words}%"
        condition = or_(Employee.first.ilike(pattern), Employee.last.ilike(pattern))
        return self._session.query(Employee).filter(condition).all()

    def by_login(self, login: str) -> Employee | None:
        return self._session.query(Employee).filter_by(email=login + "@" + DOMAIN).first()

    def by_name(self, first: str, last: str) -> Employee | None:
        email = "{}.{}@{}".format(first, last, DOMAIN).lower()
        return self._session.query(Employee).filter(Employee.email == email).one_or_none()

    def by_extension(self, extension: int) -> Employee | None:
        return self._session.query(Employee).filter_by(phone="+49 30 555 %03d" % extension).first()

    def by_full_name(self, name: str) -> list[Employee]:
        return self._session.query(Employee).filter((Employee.first + " " + Employee.last) == name).all()

    def document(self, folder: str, name: str) -> Document | None:
        return self._session.query(Document).filter_by(path=f"{folder}/{name}").first()
