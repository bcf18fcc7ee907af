from sqlalchemy import Column, ForeignKey, Integer, Sequence, String, Text
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.ext.hybrid import hybrid_property

Base = declarative_base()


class Case(Base):
    __tablename__ = "cases"

    id = Column(Integer, Sequence("cases_id_seq"), primary_key=True)
    product = Column(String(10))
    opened_in = Column(Integer)
    summary = Column(Text)

    def __str__(self):
        return f"{self.product}-{self.opened_in}-{self.id}"

    @hybrid_property
    def search_text(self):
        return self.product + " " + self.summary


class Comment(Base):
    __tablename__ = "comments"

    id = Column(Integer, primary_key=True)
    case_id = Column(Integer, ForeignKey("cases.id"), index=True)
    text = Column(Text)
