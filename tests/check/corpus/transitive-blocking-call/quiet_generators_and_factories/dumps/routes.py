import asyncio

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from dumps.export import Vacuum, counter, stream_rows, stream_schema
from dumps.names import checked

router = APIRouter(prefix="/tables/{table}")


@router.get("/rows.csv")
async def rows(table: str) -> StreamingResponse:
    # Starlette iterates a plain generator in its thread pool.
    return StreamingResponse(stream_rows(checked(table)), media_type="text/csv")


@router.get("/schema.sql")
async def schema(table: str) -> StreamingResponse:
    chunks = stream_schema(checked(table))
    return StreamingResponse(chunks, media_type="application/sql")


@router.get("/count")
async def count(table: str) -> int:
    count_rows = counter(checked(table))
    return await asyncio.to_thread(count_rows)


@router.post("/vacuum")
async def vacuum(table: str) -> Response:
    code = await asyncio.to_thread(Vacuum(checked(table)))
    return Response(status_code=204 if code == 0 else 500)
