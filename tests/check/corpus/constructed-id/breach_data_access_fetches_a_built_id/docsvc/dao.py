from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from docsvc.orm import Document, Project


class DocumentDao:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def fetch(self, doc_id: str) -> Document | None:
        return (await self._session.execute(select(Document).where(Document.id == doc_id))).scalar_one_or_none()

    async def fetch_numbered(self, project: Project, number: int) -> Document | None:
        statement = select(Document).where(Document.project_id == project.id, Document.number == number)
        return (await self._session.execute(statement)).scalar_one_or_none()

    async def project(self, slug: str) -> Project:
        return (await self._session.execute(select(Project).where(Project.slug == slug))).scalar_one()
