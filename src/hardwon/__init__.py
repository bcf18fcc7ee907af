"""Lessons your team paid for once."""

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # Lazy (PEP 562): hooks come in here and have no time for what a journal needs.
    if name not in ("AsyncScribe", "Lookup", "Scribe"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("hardwon.assembly"), name)
