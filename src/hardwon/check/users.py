"""What a lesson of the user's may have looked for: a pattern of ast-grep, or codes of another linter."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hardwon.check.findings import Fix, Severity
from hardwon.core import CheckSettings, HardwonError


@dataclass(frozen=True, slots=True)
class UserPattern:
    """An ast-grep rule on a lesson's page; its findings carry the lesson's `slug`.

    `page` is the lesson's file, `rule` the JSON that ast-grep reads (`rule`, `constraints`, `utils`,
    `transform`). `applies_to` are gitignore patterns, empty for all files of the language. In `message`, `do`
    and `fix` a metavariable stands for what it matched; an empty `fix` is none.
    """

    slug: str
    page: str
    language: str
    rule: str
    message: str
    severity: Severity = "warning"
    applies_to: tuple[str, ...] = ()
    do: str = ""
    fix: str | None = None
    fix_is_safe: bool = False


@dataclass(frozen=True, slots=True)
class UserCodes:
    """Rules of another linter that the lesson `slug` names; its findings carry the linter's codes.

    A code may be the beginning of others (`ASYNC`, `ASYNC2`). `do` is the way out where the linter tells
    none.
    """

    slug: str
    page: str
    codes: tuple[str, ...]
    severity: Severity = "warning"
    applies_to: tuple[str, ...] = ()
    do: str = ""

    def means(self, code: str) -> bool:
        """Whether `code` is one of the codes, or begins with one that stands for several."""
        return any(stands_for(name, code) for name in self.codes)


UserRule = UserPattern | UserCodes


@dataclass(frozen=True, slots=True)
class Reported:
    """What another linter found. Lines and columns as in `Finding`."""

    code: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    fix: Fix | None = None


class LinterFailed(HardwonError):
    """The other linter is not there, or did not do its work."""


class Linter(Protocol):
    """Another linter, for Python, which the analyzer itself cannot start."""

    def version(self) -> bytes:
        """Something that changes whenever the linter does; b"" where there is none. Asked in every run."""
        ...

    def rules(self) -> Mapping[str, bool]:
        """The codes of its rules; False for one that has to be named in full to be run.

        Raises `LinterFailed`.
        """
        ...

    def lint(
        self, codes: Collection[str], paths: Sequence[str], texts: Mapping[str, bytes]
    ) -> list[Reported]:
        """The breaches of exactly `codes` in the files `paths`, relative to the repository, and in `texts`,
        which are not on the disk as they are given. Syntax errors are not its business here.

        Raises `LinterFailed`.
        """
        ...


def names_in(user: UserRule) -> tuple[str, ...]:
    """The names by which settings may mean the rule: the slug of a pattern, the codes of others."""
    return (user.slug,) if isinstance(user, UserPattern) else user.codes


def is_named(name: str, users: Sequence[UserRule]) -> bool:
    """Whether `name` is one that the rules have, or a code that one of theirs stands for."""
    return any(
        own == name or (isinstance(user, UserCodes) and stands_for(own, name))
        for user in users
        for own in names_in(user)
    )


def is_picked(name: str, settings: CheckSettings, only: Sequence[str] = ()) -> bool:
    """Whether the findings called `name` are wanted."""
    wanted = only or settings.select
    return (not wanted or covers(wanted, name)) and not covers(settings.ignore, name)


def resolved(codes: Sequence[str], rules: Mapping[str, bool]) -> dict[str, tuple[str, ...]]:
    """The full codes, of a linter's `rules`, that each of `codes` stands for."""
    return {
        code: tuple(
            sorted(
                full
                for full, by_family in rules.items()
                if full == code or (by_family and stands_for(code, full))
            )
        )
        for code in codes
    }


def covers(names: Collection[str], code: str) -> bool:
    """Whether one of `names` is `code`, or stands for it."""
    return code in names or (code.isupper() and any(stands_for(name, code) for name in names))


def stands_for(name: str, code: str) -> bool:
    """Whether `name` is `code` or, as ruff reads it, what several codes begin with: `ASYNC`, `ASYNC2`.

    Letters alone mean a family: `A` is not `ASYNC`. `PL` means four of them.
    """
    if name == code:
        return True
    if not (name.isalnum() and name.isupper() and code.isalnum() and code.startswith(name)):
        return False
    family = code.rstrip("0123456789")
    return not name.isalpha() or name == family or (name == "PL" and len(family) == 3)


def without(names: frozenset[str], left_out: Collection[str]) -> frozenset[str]:
    """`names` but those in `left_out`, and those that one of these stands for."""
    kept = names - frozenset(left_out)
    if any(name.isupper() for name in left_out):
        kept = frozenset(name for name in kept if not covers(left_out, name))
    return kept
