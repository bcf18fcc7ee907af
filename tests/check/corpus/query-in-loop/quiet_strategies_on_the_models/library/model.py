from sqlalchemy import Column, ForeignKey, Integer, String, Table, create_engine
from sqlalchemy.orm import backref, declarative_base, relationship, sessionmaker

Base = declarative_base()
engine = create_engine("sqlite:///library.sqlite")
Session = sessionmaker(bind=engine)

book_subject = Table(
    "book_subject",
    Base.metadata,
    Column("book_id", ForeignKey("book.id"), primary_key=True),
    Column("subject_id", ForeignKey("subject.id"), primary_key=True),
)


class Publisher(Base):
    __tablename__ = "publisher"

    id = Column(Integer, primary_key=True)
    name = Column(String(100))


class Book(Base):
    __tablename__ = "book"

    id = Column(Integer, primary_key=True)
    title = Column(String(300))
    publisher_id = Column(ForeignKey("publisher.id"))
    publisher = relationship(Publisher, lazy="joined", backref=backref("books", lazy="selectin"))
    subjects = relationship("Subject", secondary=book_subject, lazy="selectin")


class Subject(Base):
    __tablename__ = "subject"

    id = Column(Integer, primary_key=True)
    label = Column(String(60))


class Copy(Base):
    __tablename__ = "copy"

    id = Column(Integer, primary_key=True)
    shelf = Column(String(10))
    book_id = Column(ForeignKey("book.id"))
    book = relationship(Book, lazy=False)
