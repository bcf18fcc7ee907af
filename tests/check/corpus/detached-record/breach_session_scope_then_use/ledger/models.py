from sqlalchemy import Column, Integer, Numeric, String

from ledger.db import Base


class Account(Base):
    __tablename__ = "account"

    id = Column(Integer, primary_key=True)
    iban = Column(String(34), nullable=False, unique=True)
    balance = Column(Numeric(12, 2), nullable=False, default=0)

    def __repr__(self):
        return "<Account %s>" % self.iban
