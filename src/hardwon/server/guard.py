"""Keeps other hosts' pages out: the app hears its own page, or what is no browser."""

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Guard:
    """Refuses requests whose Host is not loopback (a name rebound to 127.0.0.1) or whose Origin is not us."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = _refusal(headers)
        if refusal is None:
            await self._app(scope, receive, _hardened(send))
        elif scope["type"] == "http":
            status, sentence = refusal
            await PlainTextResponse(sentence, status_code=status)(scope, receive, _hardened(send))
        else:
            await send({"type": "websocket.close", "code": 1008, "reason": refusal[1]})


def _refusal(headers: Headers) -> tuple[int, str] | None:
    host = headers.get("host", "")
    if _name(f"//{host}") not in _LOOPBACK:
        return 421, "this page answers on 127.0.0.1 only\n"
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return 403, "this page answers its own pages only\n"
    return None


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _hardened(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            _add_headers(message)
        await send(message)

    return with_headers


def _add_headers(message: MutableMapping[str, Any]) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in _HEADERS.items():
        headers[name] = value
    # What is known changes all the time, and none of it should stay in a browser's cache.
    headers.setdefault("cache-control", "no-store")
