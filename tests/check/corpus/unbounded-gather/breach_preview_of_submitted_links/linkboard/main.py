import asyncio

from fastapi import FastAPI

from linkboard.schemas import Preview, PreviewRequest
from linkboard.scraper import fetch_icon, fetch_preview

app = FastAPI()


@app.post("/previews")
async def previews(body: PreviewRequest) -> list[Preview]:
    images = body.with_images
    return await asyncio.gather(*[fetch_preview(str(url), images) for url in body.urls])  # here: warning


@app.get("/page")
async def page(url: str) -> dict:
    preview, icon = await asyncio.gather(fetch_preview(url, True), fetch_icon(url))
    return {"title": preview.title, "icon_bytes": len(icon)}
