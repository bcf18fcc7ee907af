from dataclasses import dataclass

from sqlalchemy import Column, ForeignKey, Integer, String, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import column_property, composite, declarative_base, relationship

Base = declarative_base()


@dataclass
class Address:
    street: str
    city: str


class Answer(Base):
    __tablename__ = "answer"

    id = Column(Integer, primary_key=True)
    respondent_id = Column(Integer, ForeignKey("respondent.id"), index=True)
    text = Column(String)


class Respondent(Base):
    __tablename__ = "respondent"

    id = Column(Integer, primary_key=True)
    street = Column(String)
    city = Column(String)
    tags = Column(ARRAY(String))
    address = composite(Address, street, city)
    answers = relationship(Answer, backref="respondent")
    answer_count = column_property(
        select(func.count(Answer.id)).where(Answer.respondent_id == id).correlate_except(Answer).scalar_subquery()
    )

    @property
    def label(self):
        return f"{self.address.city} #{self.id}"
