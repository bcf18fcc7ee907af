from sqlalchemy.exc import IntegrityError

from ferry.scope import UnitOfWork, make_session, session_scope
from ferry.tables import Crossing


def depart(crossing_id: int) -> None:
    with session_scope() as session:
        crossing = session.get_one(Crossing, crossing_id)
        crossing.departed = True
        session.commit()
        crossing.remark = "left on time"


def book(crossing_id: int, seats: int) -> None:
    with UnitOfWork() as work:
        crossing = work.session.get_one(Crossing, crossing_id)
        crossing.seats -= seats
        work.checkpoint()
        if crossing.seats == 0:
            crossing.remark = "full"


def duplicate(crossing_id: int, new_id: int) -> None:
    with make_session.begin() as session:
        crossing = session.get_one(Crossing, crossing_id)
        try:
            with session.begin_nested() as savepoint:
                session.add(Crossing(id=new_id, seats=crossing.seats))
                savepoint.commit()
        except IntegrityError:
            pass
        crossing.remark = f"see {new_id}"


def cancel(crossing_id: int) -> None:
    session = make_session()
    with session.begin():
        crossing = session.get_one(Crossing, crossing_id)
        crossing.remark = "cancelled"
    session.close()
