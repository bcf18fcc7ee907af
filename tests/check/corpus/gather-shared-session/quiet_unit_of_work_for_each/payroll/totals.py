import asyncio

from payroll.uow import unit_of_work


class Totals:
    async def total(self, employee: str) -> float:
        async with unit_of_work() as payslips:
            return float(sum(slip.net for slip in await payslips.of(employee)))

    async def totals(self, employees: list[str]) -> dict[str, float]:
        amounts = await asyncio.gather(*map(self.total, employees))
        return dict(zip(employees, amounts))

    async def in_order(self, employees: list[str]) -> list[int]:
        counts = []
        async with unit_of_work() as payslips:
            for employee in employees:
                counts.append(len(await payslips.of(employee)))
        return counts
