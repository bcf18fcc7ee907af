import secrets
import time
import uuid
from typing import Callable


def prefixed(prefix: str) -> Callable[[], str]:
    def make() -> str:
        return f"{prefix}_{uuid.uuid4().hex}"

    return make


def short_code(length: int = 7) -> str:
    return secrets.token_urlsafe(length)[:length]


def sortable() -> str:
    return f"{time.time_ns():x}" + "-" + secrets.token_hex(10)
