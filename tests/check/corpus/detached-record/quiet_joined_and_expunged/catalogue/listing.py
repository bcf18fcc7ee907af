from catalogue.repository import find_books


def listing(prefix):
    return ["%s: %s" % (book.author.name, book.title) for book in find_books(prefix)]
