"""Text that any client can take: without what a terminal would obey, and always valid Unicode."""

import re
from typing import Any

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but tab and newline


def plain(text: str) -> str:
    """`text` without control characters; what is half of a character (names of files may be) is a `?`."""
    return _CONTROLS.sub("", text).encode("utf-8", "replace").decode("utf-8")


def plainly(value: Any) -> Any:
    """JSON with each of its texts and names made `plain`."""
    if isinstance(value, dict):
        return {plain(str(key)): plainly(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plainly(item) for item in value]
    return plain(value) if isinstance(value, str) else value
