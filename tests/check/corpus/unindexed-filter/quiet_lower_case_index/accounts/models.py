from sqlalchemy import BigInteger, Column, DateTime, Index, String, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Account(Base):
    __tablename__ = "accounts"

    id = Column(BigInteger, primary_key=True)
    email = Column(String(254), nullable=False)
    handle = Column(String(40), nullable=False)
    groups = Column(ARRAY(String), nullable=False)
    settings = Column(JSONB, nullable=False)
    joined_at = Column(DateTime(timezone=True), server_default=func.now())

    __table_args__ = (
        Index("uq_accounts_email_lower", func.lower(email), unique=True),
        Index("ix_accounts_groups", "groups", postgresql_using="gin"),
        Index("ix_accounts_settings", "settings", postgresql_using="gin"),
        Index("ix_accounts_handle", "handle", postgresql_include=["email"]),
        Index("ix_accounts_joined", joined_at.desc(), id.desc()),
    )
