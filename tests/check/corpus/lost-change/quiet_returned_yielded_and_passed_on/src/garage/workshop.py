from collections.abc import Callable
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from .factories import by_plate, new_car, yearly_repairs
from .orm import Repair


class Workshop:
    def __init__(self, session: AsyncSession, printer: Callable[[Repair], None]) -> None:
        self.session = session
        self.printer = printer
        self.draft: Repair | None = None
        self._pending: list[Repair] = []

    async def register(self, plate: str) -> int:
        car = await new_car(plate).save(self.session)
        return car.id

    async def register_all(self, plates: list[str]) -> None:
        self.session.add_all(by_plate(plates).values())
        await self.session.commit()

    async def plan(self, car_id: int) -> None:
        for repair in yearly_repairs(car_id, date.today(), 3):
            self.session.add(repair)
        await self.session.commit()

    def begin_draft(self, car_id: int) -> None:
        self.draft = Repair(car_id=car_id, day=date.today())

    def queue(self, car_id: int, note: str) -> None:
        repair = Repair(car_id=car_id, day=date.today(), note=note)
        self._pending.append(repair)

    def print_estimate(self, car_id: int, note: str) -> None:
        estimate = Repair(car_id=car_id, day=date.today(), note=f"estimate: {note}")
        self.printer(estimate)

    async def flush(self) -> None:
        if self.draft is not None:
            self.session.add(self.draft)
        self.session.add_all(self._pending)
        await self.session.commit()
