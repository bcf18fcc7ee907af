import asyncio

from fastapi import APIRouter, Response

from insight.queries import top_paths
from insight.reports import render_site_report, write_rows

router = APIRouter(prefix="/sites/{site_id}")


@router.get("/top.csv")
async def top_as_csv(site_id: int) -> Response:
    rows = await top_paths(site_id)
    text = await asyncio.to_thread(write_rows, list(rows))
    return Response(text, media_type="text/csv")


@router.get("/report.csv")
async def full_report(site_id: int) -> Response:
    text = await asyncio.to_thread(render_site_report, site_id)
    return Response(text, media_type="text/csv")
