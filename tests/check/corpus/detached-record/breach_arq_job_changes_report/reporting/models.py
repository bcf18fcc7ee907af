from sqlalchemy.orm import Mapped, mapped_column

from reporting.db import Base


class Report(Base):
    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    status: Mapped[str] = mapped_column(default="pending")
    rows: Mapped[int] = mapped_column(default=0)
