from sqlalchemy import Column, Integer, String

from library.core.session import Base


class Book(Base):
    __tablename__ = "books"

    id = Column(Integer, primary_key=True)
    isbn = Column(String(13), unique=True)
    copies = Column(Integer, default=1)
