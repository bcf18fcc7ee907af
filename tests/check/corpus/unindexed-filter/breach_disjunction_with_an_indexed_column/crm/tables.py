import enum

from sqlalchemy import Column, DateTime, Enum, ForeignKey, Index, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

Base = declarative_base()
session = scoped_session(sessionmaker(create_engine("postgresql://crm@localhost/crm")))


class Source(str, enum.Enum):
    WEB = "web"
    FAIR = "fair"


class Contact(Base):
    __tablename__ = "contacts"

    id = Column(Integer, primary_key=True)
    email = Column(String(254), index=True)
    phone = Column(String(20))  # here: warning
    source = Column(Enum(Source), default=Source.WEB)


class Call(Base):
    __tablename__ = "calls"

    id = Column(Integer, primary_key=True)
    contact_id = Column(Integer, ForeignKey("contacts.id"))
    number = Column(String(20))
    due = Column(DateTime)  # here: warning

    __table_args__ = (Index("ix_calls_contact_due", contact_id, due),)
