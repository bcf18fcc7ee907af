from sqlalchemy import Column, Date, ForeignKey, Integer, Numeric
from sqlalchemy.ext.declarative import declarative_base

Base = declarative_base()


class Invoice(Base):
    __tablename__ = "invoices"

    id = Column(Integer, primary_key=True)
    due = Column(Date, index=True)
    total = Column(Numeric(10, 2))


class Payment(Base):
    __tablename__ = "payments"

    id = Column(Integer, primary_key=True)
    invoice_id = Column(Integer, ForeignKey("invoices.id"), index=True)
    amount = Column(Numeric(10, 2))


class Reminder(Base):
    __tablename__ = "reminders"

    id = Column(Integer, primary_key=True)
    invoice_id = Column(Integer, ForeignKey("invoices.id"), index=True)
    level = Column(Integer, default=1)
