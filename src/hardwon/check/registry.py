"""The rules there are: one for each file in `rules/`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from hardwon.check.users import UserRule, is_named, names_in
from hardwon.core import CheckSettings, HardwonError

if TYPE_CHECKING:
    from hardwon.check.rule import Rule

# What the engine itself reports, with a line of explanation.
ENGINE_RULES = {"unused-suppression": "A comment `# hardwon: ignore[rule]` that suppresses nothing."}


class UnknownRule(HardwonError):
    """A slug that no rule has."""


@cache
def rule_slugs() -> tuple[str, ...]:
    """The slugs of all built-in rules, sorted: their files' names. Imports none of them."""
    files = (Path(__file__).parent / "rules").glob("[a-z]*.py")
    return tuple(sorted(file.stem.replace("_", "-") for file in files))


@cache
def builtin_rules() -> Mapping[str, Rule]:
    """Every built-in rule by its slug, sorted."""
    return rules_named(rule_slugs())


@cache
def rules_named(slugs: tuple[str, ...]) -> Mapping[str, Rule]:
    """The built-in rules among `slugs`; those of no other are imported."""
    from hardwon.check.rule import Rule  # here: a run without changes only needs the slugs

    found: dict[str, Rule] = {}
    for slug in rule_slugs():
        if slug not in slugs:
            continue
        module = import_module(f"hardwon.check.rules.{slug.replace('-', '_')}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__:
                found[slug] = value()
    return MappingProxyType(found)


def chosen(
    settings: CheckSettings, only: Sequence[str] = (), users: Sequence[UserRule] = ()
) -> tuple[str, ...]:
    """The built-in rules to run: those of `only`, else what the settings select and do not ignore. The names
    of `users` may stand there, too. Raises `UnknownRule`.
    """
    known = (*rule_slugs(), *ENGINE_RULES)
    per_path = (slug for chosen_there in settings.per_path.values() for slug in chosen_there)
    for slug in (*only, *settings.select, *settings.ignore, *per_path):
        if slug not in known and not is_named(slug, users):
            near = get_close_matches(
                slug, [*known, *(name for user in users for name in names_in(user))], n=1
            )
            hint = f"did you mean `{near[0]}`?" if near else "`hardwon rules` lists them"
            raise UnknownRule(f"there is no rule `{slug}`", next_step=hint)
    wanted = only or settings.select or known
    return tuple(slug for slug in known if slug in wanted and slug not in settings.ignore)
