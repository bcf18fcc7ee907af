"""The analyzer: texts of a project in, breaches of lessons out."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardwon.check.baseline import BadBaseline, Baseline, Settled
    from hardwon.check.cache import FactCache, MemoryCache
    from hardwon.check.engine import check_project, check_texts
    from hardwon.check.explanation import explain, severity_of
    from hardwon.check.files import is_left_out
    from hardwon.check.findings import Edit, FileError, Finding, Fix, Report
    from hardwon.check.fixing import Mended, mend
    from hardwon.check.ignores import translate_gitignore
    from hardwon.check.keeping import Kept
    from hardwon.check.languages import UnknownLanguage, find_language
    from hardwon.check.registry import ENGINE_RULES, UnknownRule, builtin_rules, rule_slugs
    from hardwon.check.relevance import may_matter
    from hardwon.check.rule import Breach, Rule
    from hardwon.check.users import Linter, LinterFailed, Reported, UserCodes, UserPattern

_HOMES = {
    "baseline": ("BadBaseline", "Baseline", "Settled"),
    "cache": ("FactCache", "MemoryCache"),
    "engine": ("check_project", "check_texts"),
    "explanation": ("explain", "severity_of"),
    "files": ("is_left_out",),
    "findings": ("Edit", "FileError", "Finding", "Fix", "Report"),
    "fixing": ("Mended", "mend"),
    "ignores": ("translate_gitignore",),
    "keeping": ("Kept",),
    "languages": ("UnknownLanguage", "find_language"),
    "registry": ("ENGINE_RULES", "UnknownRule", "builtin_rules", "rule_slugs"),
    "relevance": ("may_matter",),
    "rule": ("Breach", "Rule"),
    "users": ("Linter", "LinterFailed", "Reported", "UserCodes", "UserPattern"),
}

__all__ = [
    "ENGINE_RULES", "BadBaseline", "Baseline", "Breach", "Edit", "FactCache", "FileError", "Finding",
    "Fix", "Kept", "Linter", "LinterFailed", "MemoryCache", "Mended", "Report", "Reported", "Rule", "Settled",
    "UnknownLanguage", "UnknownRule", "UserCodes", "UserPattern", "builtin_rules",
    "check_project", "check_texts", "explain", "find_language", "is_left_out", "may_matter", "mend",
    "rule_slugs", "severity_of", "translate_gitignore",
]  # fmt: skip


def __getattr__(name: str) -> object:
    # Lazy: a hook that only wants `Finding` must not pay for the parser.
    from importlib import import_module

    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"hardwon.check.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
