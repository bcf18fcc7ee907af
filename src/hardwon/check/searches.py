"""Regular expressions that are compiled when they are first used.

The rules have some hundreds; compiling all of them would take longer than checking five changed files.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, AnyStr, cast


class Lazy:
    """Stands in for what `make` gives, and makes it when it is first asked for something."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            self._made = self._make()
        value = getattr(self._made, name)
        setattr(self, name, value)  # the next time it is simply there
        return value


def lazily(expression: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, but later."""
    return cast("re.Pattern[AnyStr]", Lazy(lambda: re.compile(expression, flags)))
