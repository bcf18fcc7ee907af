"""The rules there are: one for each file in `rules/`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from hardwon.check.rule import Rule
from hardwon.core import HardwonError


class UnknownRule(HardwonError):
    """A slug that no rule has."""


@cache
def builtin_rules() -> Mapping[str, Rule]:
    """Every built-in rule by its slug, sorted; found by looking into the folder."""
    found: dict[str, Rule] = {}
    for file in sorted((Path(__file__).parent / "rules").glob("[a-z]*.py")):
        module = import_module(f"hardwon.check.rules.{file.stem}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__:
                found[value.slug] = value()
    return MappingProxyType(found)
