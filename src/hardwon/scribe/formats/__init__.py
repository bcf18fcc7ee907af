"""The formats of transcripts: one file each, found by being here."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from hardwon.scribe.transcript import Format


@cache
def known_formats() -> dict[str, Format]:
    """All formats by their name on the command line, in the order of their names."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    found: list[Format] = [module.FORMAT for module in modules]
    return {one.name: one for one in sorted(found, key=lambda one: one.name)}


def recognise(head: bytes) -> Format | None:
    """The format of a file that begins with `head`, judged by its content; None if no one knows it."""
    return next((one for one in known_formats().values() if one.recognises(head)), None)
