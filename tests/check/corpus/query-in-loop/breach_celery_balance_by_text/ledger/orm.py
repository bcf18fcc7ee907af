from sqlalchemy import Column, ForeignKey, Integer, Numeric, String, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import scoped_session, sessionmaker

engine = create_engine("postgresql://ledger@localhost/ledger")
Session = scoped_session(sessionmaker(bind=engine))
Base = declarative_base()


class Account(Base):
    __tablename__ = "accounts"

    id = Column(Integer, primary_key=True)
    iban = Column(String(34), unique=True)
    balance = Column(Numeric(14, 2), default=0)


class Posting(Base):
    __tablename__ = "postings"

    id = Column(Integer, primary_key=True)
    account_id = Column(Integer, ForeignKey("accounts.id"), index=True)
    amount = Column(Numeric(14, 2))
