"""The settings of the rules about records ask for more than the library needs."""

from pathlib import Path

from hardwon.check import check_project
from hardwon.core import CheckSettings

MODELS = """\
from datetime import datetime
from sqlalchemy import func
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

class Base(DeclarativeBase):
    pass

class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(onupdate=func.now())

def ship(session: Session, order_id: int) -> None:
    order = session.get(Order, order_id)
    order.status = "shipped"
    session.commit()

def hand_over(session: Session, order_id: int) -> None:
    order = session.get(Order, order_id)
    order.status = "with the carrier"
    order.updated_at = func.now()
    session.add(order)
    session.commit()
"""


def lines_of(root: Path, settings: CheckSettings) -> list[int]:
    (root / "orders.py").write_text(MODELS, encoding="utf-8")
    report = check_project(root, settings=settings)
    assert report.errors == ()
    return [finding.line for finding in report.findings]


def test_explicit_add_asks_for_add_of_changed_records(tmp_path: Path) -> None:
    assert lines_of(tmp_path, CheckSettings(select=("lost-change",))) == []
    assert lines_of(tmp_path, CheckSettings(select=("lost-change",), explicit_add=True)) == [16]


def test_strict_timestamps_asks_for_the_stamp_where_the_column_keeps_itself(tmp_path: Path) -> None:
    assert lines_of(tmp_path, CheckSettings(select=("stale-timestamp",))) == []
    assert lines_of(tmp_path, CheckSettings(select=("stale-timestamp",), strict_timestamps=True)) == [16]
