from sqlalchemy.orm import joinedload

from catalogue.models import Book, Session


def find_books(prefix):
    with Session() as session:
        books = (
            session.query(Book)
            .options(joinedload(Book.author))
            .filter(Book.title.startswith(prefix))
            .all()
        )
        session.expunge_all()
    return books
