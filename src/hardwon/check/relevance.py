"""Which files a check has to do with: what a build writes by the thousand changes no finding."""

from functools import cache

from hardwon.check.files import is_pin
from hardwon.check.languages import language_of
from hardwon.core import CheckSettings

_CONFIGURING = (".toml", ".cfg", ".ini", ".txt", ".in", ".lock", ".sql")
_USUAL = CheckSettings().include


def may_matter(path: str, settings: CheckSettings) -> bool:
    """Whether a change of the file at `path` may change what a check says; when in doubt, it may.

    Objects, logs and pictures do not: they are in no language that is checked, and configure nothing.
    """
    name = path.rpartition("/")[2]
    return (
        settings.include != _USUAL
        or name.startswith(".")
        or path.startswith(".hardwon/")
        or _is_telling(name.rpartition(".")[2] if "." in name else "")
        or is_pin(path)
    )


@cache
def _is_telling(ending: str) -> bool:
    return not ending or f".{ending}" in _CONFIGURING or language_of(f"x.{ending}") is not None
