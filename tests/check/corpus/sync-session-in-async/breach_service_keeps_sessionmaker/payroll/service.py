from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from payroll.bank import Bank
from payroll.domain import Payslip


class PayrollService:
    def __init__(self, session_factory: sessionmaker[Session], bank: Bank) -> None:
        self._session_factory = session_factory
        self._bank = bank

    async def pay(self, payslip_id: int) -> str:
        with self._session_factory.begin() as session:  # here
            payslip = session.get_one(Payslip, payslip_id)
            receipt = await self._bank.transfer(payslip.employee, payslip.net)
            payslip.paid = True
        return receipt

    async def pay_all(self, payslip_ids: list[int]) -> list[str]:
        return [await self.pay(payslip_id) for payslip_id in payslip_ids]

    def unpaid(self) -> list[int]:
        with self._session_factory() as session:
            return list(session.scalars(select(Payslip.id).where(Payslip.paid.is_(False))))
