"""Control characters: what a terminal obeys and no page needs."""

import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but tab and newline


def harmless(text: str) -> str:
    """`text` without what a terminal would obey: what sessions say comes from anywhere."""
    return _CONTROLS.sub("", text)
