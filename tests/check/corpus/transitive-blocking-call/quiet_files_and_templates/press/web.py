from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse, HTMLResponse

from press import store
from press.render import render_article

app = FastAPI()


@app.get("/articles/{slug}", response_class=HTMLResponse)
async def article(slug: str) -> str:
    try:
        return render_article(slug)
    except FileNotFoundError:
        raise HTTPException(404) from None


@app.put("/articles/{slug}")
async def put_article(slug: str, article: dict) -> dict[str, str]:
    return {"digest": store.save(slug, article)}


@app.get("/bundle.zip")
async def bundle() -> FileResponse:
    return FileResponse(store.bundle(store.slugs(), Path("/tmp/bundle.zip")))
