from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from league.models import Base, Club, Division
from league.standings import table


def test_points_come_first():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Club(name="A", founded=1900, division=Division.FIRST, points=3))
        session.add(Club(name="B", founded=1899, division=Division.FIRST, points=4))
        session.flush()
        assert [club.name for club in table(session)] == ["B", "A"]
