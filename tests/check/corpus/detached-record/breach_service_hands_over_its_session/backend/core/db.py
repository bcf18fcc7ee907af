from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, sessionmaker


class Model(DeclarativeBase):
    pass


engine = create_engine("mysql+pymysql://root@localhost/shop")
LocalSession = sessionmaker(engine)


def get_session():
    with LocalSession() as session:
        yield session
