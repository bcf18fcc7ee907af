from sqlalchemy import func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from moderation.enums import Severity, Verdict
from moderation.models import Report


class ModerationService:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def inbox(self) -> list[Report]:
        query = select(Report).where(Report.verdict == Verdict.OPEN).order_by(Report.urgent.desc(), Report.id)
        return list(await self.session.scalars(query))

    async def decided(self) -> int:
        return await self.session.scalar(
            select(func.count(Report.id)).where(Report.verdict.in_([Verdict.KEPT, Verdict.REMOVED]))
        )

    async def unread(self) -> list[Report]:
        return list(await self.session.scalars(select(Report).where(Report.state == "new")))

    async def read(self) -> list[Report]:
        return list(await self.session.scalars(select(Report).where(Report.state == "read")))

    async def severe(self) -> list[Report]:
        return list(await self.session.scalars(select(Report).where(Report.severity == Severity.HIGH)))

    async def harmless(self) -> list[Report]:
        return list(await self.session.scalars(select(Report).where(Report.severity == Severity.LOW)))

    async def photos(self) -> list[Report]:
        return list(await self.session.scalars(select(Report).where(Report.channel == "photo")))

    async def profiles(self) -> list[Report]:
        return list(await self.session.scalars(select(Report).where(Report.channel == "profile")))

    async def urgent(self) -> list[Report]:
        return list(await self.session.scalars(select(Report).where(Report.urgent)))

    async def escalated(self) -> list[Report]:
        return list(await self.session.scalars(select(Report).where(Report.escalated == true())))

    async def quiet(self) -> list[Report]:
        return list(await self.session.scalars(select(Report).where(Report.escalated.is_(False))))
