from sqlalchemy.orm import Mapped

from core.base import Base
from core.repository import Repository


class Park(Base):
    __tablename__ = "parks"

    name: Mapped[str]


class ParkRepository(Repository[Park]):
    model = Park

    async def create(self, name: str) -> Park:
        park = self.add(Park(name=name))
        await self.session.flush()
        return park
