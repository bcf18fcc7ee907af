"""The formats of transcripts: one file each, found by being here."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from shlex import quote

from hardwon.scribe.transcript import Format


@cache
def known_formats() -> dict[str, Format]:
    """All formats by their name on the command line, in the order of their names."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    found: list[Format] = [module.FORMAT for module in modules]
    return {one.name: one for one in sorted(found, key=lambda one: one.name)}


def resume_command(agent: str, session: str) -> str:
    """How a person has `agent` itself go on with `session`; empty where that is not known."""
    known = known_formats().get(agent)
    return known.resume.format(session=quote(session)) if known else ""


def always_answers(agent: str) -> bool:
    """Whether `agent` ends its work with a word: if the last that is there of it is none, it was cut off."""
    known = known_formats().get(agent)
    return known is not None and known.answers


def recognise(head: bytes) -> Format | None:
    """The format of a file that begins with `head`, judged by its content; None if no one knows it."""
    return next((one for one in known_formats().values() if one.recognises(head)), None)
