"""A report of findings as other programs read it: one file a format, each with a function `render`."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardwon.cli.formats.run import Run

# name -> what reads it. The only list of formats.
FORMATS = {
    "sarif": "for code scanning and editors",
    "github": "annotations in GitHub Actions",
    "junit": "for CI servers",
}
MEANING = "; ".join(["text for people", "json for programs", *map(" ".join, FORMATS.items())])


def rendered(name: str, run: "Run") -> bytes:
    """The whole of standard output for `run` in the format called `name`.

    Bytes, because these documents are UTF-8 whatever the locale says.
    """
    text: str = import_module(f"hardwon.cli.formats.{name}").render(run)
    return text.encode("utf-8", errors="replace")  # a lone surrogate stands for a byte that is no UTF-8
