from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from .models import Document, Folder

Session = sessionmaker(bind=create_engine("sqlite:///archive.db"))


@contextmanager
def transaction():
    session = Session()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


def retitle(document_id, title):
    with transaction() as session:
        document = session.query(Document).get(document_id)
        document.title = title


def rewrite(document_id, changes):
    with transaction() as session:
        document = session.query(Document).get(document_id)
        for name in ("title", "body"):
            if name in changes:
                setattr(document, name, changes[name])


def rename_folder(old, new):
    with transaction() as session:
        for folder in session.query(Folder).filter(Folder.name == old):
            folder.name = new
