import asyncio
from pathlib import Path

from sqlalchemy import select
from starlette.endpoints import HTTPEndpoint
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from .export import write_archive
from .orm import AsyncSessionFactory, Document

EXPORTS = Path("/var/lib/docs/exports")


class Export(HTTPEndpoint):
    async def post(self, request):
        document_id = int(request.path_params["id"])
        async with AsyncSessionFactory() as session:
            document = (await session.scalars(select(Document).where(Document.id == document_id))).first()
        if document is None:
            raise HTTPException(404)

        def build():
            write_archive(EXPORTS / f"{document_id}.zip", [page.image for page in document.pages])

        asyncio.get_running_loop().run_in_executor(None, build)  # here
        return JSONResponse({"export": document_id}, status_code=202)
