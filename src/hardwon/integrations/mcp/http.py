"""Serving any number of clients over streamable HTTP, on this machine alone."""

import errno
import socket
from collections.abc import Callable
from secrets import compare_digest
from typing import TYPE_CHECKING

from hardwon.core import HardwonError
from hardwon.integrations.mcp.desk import McpDesk
from hardwon.integrations.mcp.extra import loading

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_HOST = "127.0.0.1"


class PortTaken(HardwonError):
    """The port cannot be had."""


def serve_mcp_over_http(
    desk: McpDesk, *, port: int, token: str = "", ready: Callable[[str], None] = lambda url: None
) -> None:
    """Serves `desk` on 127.0.0.1 at `port` (0: any) until SIGINT or SIGTERM; `ready` is given the address.

    Requests whose Host or Origin is not of this machine are refused, so that no page in a browser gets in;
    with `token`, those without it, too. Raises `McpMissing`, `PortTaken`.
    """
    with loading():
        import anyio
        import uvicorn

        from hardwon.integrations.mcp.server import Server

        app: ASGIApp = Server(desk).streamable_http_app(host=_HOST)
    listening = _listen(port)
    if token:
        app = _Gate(app, token)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    ready(f"http://{_HOST}:{listening.getsockname()[1]}/mcp")
    with listening:
        anyio.run(server.serve, [listening])


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((_HOST, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        taken = error.errno in (errno.EADDRINUSE, errno.EACCES)
        what = "is taken" if taken else f"cannot be opened: {error.strerror}"
        raise PortTaken(f"{_HOST}:{port} {what}", next_step="give another one: --port 0 takes any") from error
    return listening


class _Gate:
    """Lets in who bears the token."""

    def __init__(self, app: "ASGIApp", token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] == "http":
            said = dict(scope["headers"]).get(b"authorization", b"")
            if not compare_digest(said, self._expected):
                head = [(b"www-authenticate", b"Bearer"), (b"content-type", b"text/plain")]
                await send({"type": "http.response.start", "status": 401, "headers": head})
                body = b"give the token: Authorization: Bearer ...\n"
                await send({"type": "http.response.body", "body": body})
                return
        await self._app(scope, receive, send)
