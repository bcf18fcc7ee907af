from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine("mysql+pymysql://nudger@localhost/nudger")
_factory = sessionmaker(bind=engine, expire_on_commit=False)


@contextmanager
def session_scope():
    session = _factory()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()
