import enum

import sqlalchemy as sa
from sqlalchemy import orm


class Base(orm.DeclarativeBase):
    pass


class State(enum.Enum):
    WAITING = "waiting"
    TAKEN = "taken"


class Item(Base):
    __tablename__ = "item"

    id = sa.Column(sa.Integer, primary_key=True)
    state = sa.Column(sa.Enum(State), nullable=False, default=State.WAITING)
    path = sa.Column(sa.Text, nullable=False)


engine = sa.create_engine("postgresql+psycopg://localhost/images")
SessionFactory = orm.sessionmaker(engine)
