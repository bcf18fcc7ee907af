from sqlalchemy import Numeric, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Payslip(Base):
    __tablename__ = "payslips"

    id: Mapped[int] = mapped_column(primary_key=True)
    employee: Mapped[str]
    net: Mapped[float] = mapped_column(Numeric(10, 2))


class PayslipRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def of(self, employee: str) -> list[Payslip]:
        return list(await self.session.scalars(select(Payslip).where(Payslip.employee == employee)))
