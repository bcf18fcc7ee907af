import unicodedata

from sqlalchemy.orm import Session

from directory.models import Employee
from directory.search import DOMAIN, Directory


def plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def hire(session: Session, first: str, last: str) -> int:
    email = f"{plain(first)}.{plain(last)}@{DOMAIN}"
    taken = Directory(session).by_name(first, last)
    if taken is not None:
        email = f"{plain(first)}.{plain(last)}{taken.id}@{DOMAIN}"
    employee = Employee(first=first, last=last, email=email)
    session.add(employee)
    session.commit()
    return employee.id


def leave(session: Session, employee_id: int) -> None:
    employee = session.get(Employee, employee_id)
    employee.email = f"left-{employee.id}@{DOMAIN}"
    session.commit()
