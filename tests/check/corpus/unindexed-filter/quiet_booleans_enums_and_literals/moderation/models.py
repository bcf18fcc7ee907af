from typing import Literal, Optional

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from moderation.enums import Severity, Verdict

Channel = Literal["comment", "photo", "profile"]


class Base(DeclarativeBase):
    pass


class Report(Base):
    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    verdict: Mapped[Verdict] = mapped_column(default=Verdict.OPEN)
    severity: Mapped[Optional[Severity]]
    channel: Mapped[Channel]
    state = mapped_column(sa.Enum("new", "read", name="report_state"), default="new")
    urgent: Mapped[bool] = mapped_column(default=False)
    escalated = mapped_column(sa.Boolean, server_default=sa.false())
    text: Mapped[str]
