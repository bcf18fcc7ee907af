from datetime import date
from decimal import Decimal

from sqlalchemy.orm import sessionmaker

from bookkeeping.adapters import Voucher, VoucherRepository


class Bookkeeping:
    def __init__(self, session_factory: sessionmaker) -> None:
        self.session_factory = session_factory

    def book(self, text: str, amount: Decimal) -> int:
        with self.session_factory() as session:
            vouchers = VoucherRepository(session)
            voucher = Voucher(id=vouchers.next_id(), text=text, amount=amount, booked_on=date.today())
            voucher.line = vouchers.next_line(text)
            vouchers.add(voucher)
            session.commit()
            return voucher.id

    def reverse(self, voucher_id: int) -> Decimal | None:
        with self.session_factory() as session:
            voucher = VoucherRepository(session).get(voucher_id)
            if voucher is None:
                return None
            voucher.amount = -voucher.amount
            session.commit()
            return voucher.amount
