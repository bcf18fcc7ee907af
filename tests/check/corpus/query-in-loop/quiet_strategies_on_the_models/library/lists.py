from library.model import Book, Copy, Publisher, Session


def catalogue():
    with Session() as session:
        for book in session.query(Book).order_by(Book.title):
            yield book.title, book.publisher.name, ", ".join(subject.label for subject in book.subjects)


def per_publisher():
    with Session() as session:
        return {publisher.name: len(publisher.books) for publisher in session.query(Publisher).all()}


def shelves():
    places = {}
    with Session() as session:
        for copy in session.query(Copy).all():
            places.setdefault(copy.shelf, []).append(copy.book.title)
    return places
