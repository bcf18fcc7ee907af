from typing import Optional

from sqlmodel import Field, Session, SQLModel, create_engine


class Campaign(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    subject: str
    state: str = "draft"


class Recipient(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    address: str
    delivered: bool = False


engine = create_engine("sqlite:///mailer.db")


def open_session() -> Session:
    return Session(engine)
