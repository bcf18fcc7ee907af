"""The app: a page, its JSON and its events."""

from pathlib import Path
from typing import Annotated

import jinja2
from fastapi import FastAPI, Query, Request, WebSocket
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from hardwon import __version__
from hardwon.server.guard import Guard
from hardwon.server.lines import as_row
from hardwon.server.models import DashboardSource, EventRows, Findings, Lessons, Sessions, Summary
from hardwon.server.stream import stream_events
from hardwon.server.words import as_moment, by_file, coded, in_words, number, plural

_HERE = Path(__file__).parent
_MOST_ROWS = 200  # of one kind on the page; the commands list them all
_Offset = Annotated[int, Query(ge=0)]


def build_app(source: DashboardSource) -> FastAPI:
    """The ASGI app that shows what `source` gives; it keeps nothing itself."""
    # FastAPI's own documentation pages load scripts from another host.
    app = FastAPI(
        title="hardwon", version=__version__, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )
    app.add_middleware(Guard)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    _add_page(app, source)
    _add_documents(app, source)
    _add_events(app, source)
    return app


def _add_page(app: FastAPI, source: DashboardSource) -> None:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,  # whatever the template is called
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"coded": coded, "in_words": in_words, "number": number, "moment": as_moment}
    environment.filters["plural"] = plural
    templates = Jinja2Templates(env=environment)

    @app.get("/", response_class=HTMLResponse)
    def page(request: Request) -> Response:
        lessons = list(source.lessons())
        findings = list(source.findings())
        sessions = source.sessions()[:_MOST_ROWS]
        summary = source.summary()
        return templates.TemplateResponse(
            request,
            "page.html",
            {
                "summary": summary,
                "sessions": sessions,
                "more_sessions": summary.sessions - len(sessions),
                "adopted": [lesson for lesson in lessons if lesson.status == "adopted"][:_MOST_ROWS],
                "candidates": [lesson for lesson in lessons if lesson.status == "candidate"][:_MOST_ROWS],
                "files": by_file(findings[:_MOST_ROWS]),
                "more_findings": len(findings) - _MOST_ROWS,
                "version": __version__,
            },
        )


def _add_documents(app: FastAPI, source: DashboardSource) -> None:
    @app.get("/api/summary")
    def summary() -> Summary:
        return source.summary()

    @app.get("/api/sessions")
    def sessions() -> Sessions:
        return Sessions(sessions=list(source.sessions()))

    @app.get("/api/lessons")
    def lessons() -> Lessons:
        return Lessons(lessons=list(source.lessons()))

    @app.get("/api/findings")
    def findings() -> Findings:
        return Findings(findings=list(source.findings()))


def _add_events(app: FastAPI, source: DashboardSource) -> None:
    @app.get("/api/events")
    def events(after: _Offset = 0, limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> EventRows:
        rows = [as_row(event) for event in source.events(after, limit)]
        return EventRows(epoch=source.epoch(), events=rows)

    @app.websocket("/api/events")
    async def live(socket: WebSocket, after: _Offset = 0, epoch: str = "") -> None:
        await stream_events(socket, source, after=after, epoch=epoch)
