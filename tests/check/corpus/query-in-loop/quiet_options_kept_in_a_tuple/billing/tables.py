import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, relationship


class Base(DeclarativeBase):
    pass


class Recipient(Base):
    __tablename__ = "recipient"

    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.Text, nullable=False)


class Tariff(Base):
    __tablename__ = "tariff"

    id = sa.Column(sa.Integer, primary_key=True)
    cents = sa.Column(sa.Integer, nullable=False)


class Invoice(Base):
    __tablename__ = "invoice"

    id = sa.Column(sa.Integer, primary_key=True)
    recipient_id = sa.Column(sa.ForeignKey("recipient.id"))
    recipient = relationship("Recipient")
    positions = relationship("Position", back_populates="invoice", order_by="Position.id")


class Position(Base):
    __tablename__ = "position"

    id = sa.Column(sa.Integer, primary_key=True)
    invoice_id = sa.Column(sa.ForeignKey("invoice.id"))
    tariff_id = sa.Column(sa.ForeignKey("tariff.id"))
    hours = sa.Column(sa.Integer, nullable=False)
    invoice = relationship("Invoice", back_populates="positions")
    tariff = relationship("Tariff")
