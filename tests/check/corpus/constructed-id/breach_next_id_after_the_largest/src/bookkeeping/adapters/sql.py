from sqlalchemy import Column, Date, Integer, Numeric, String, func, select
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Voucher(Base):
    __tablename__ = "voucher"

    id = Column(Integer, primary_key=True, autoincrement=False)
    line = Column(Integer, default=1)
    text = Column(String(200))
    amount = Column(Numeric(12, 2))
    booked_on = Column(Date)


class VoucherRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, voucher: Voucher) -> None:
        self._session.add(voucher)

    def get(self, voucher_id: int) -> Voucher | None:
        return self._session.get(Voucher, voucher_id)

    def next_id(self) -> int:
        return (self._session.scalar(select(func.max(Voucher.id))) or 0) + 1  # here

    def next_line(self, text: str) -> int:
        return (self._session.scalar(select(func.max(Voucher.line)).where(Voucher.text == text)) or 0) + 1

    def total(self) -> float:
        return float(self._session.scalar(select(func.sum(Voucher.amount))) or 0) * 1.0
