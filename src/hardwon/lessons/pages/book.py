"""The adopted lessons for who has no time: reading their pages takes longer than an agent's hook may."""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from hardwon import __version__
from hardwon.lessons.pages.lesson import (
    BuiltInRule,
    Case,
    CaseFile,
    CommandRule,
    Lesson,
    PatternRule,
    RuffRule,
    RuleRef,
    Triggers,
)

_NAME = "book.json"
_RULES = {"builtin": BuiltInRule, "ruff": RuffRule, "pattern": PatternRule, "command": CommandRule}


@dataclass(frozen=True, slots=True)
class Book:
    """The adopted lessons, and for the built-in rules of theirs the literals without which none can fire."""

    lessons: tuple[Lesson, ...] = ()
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def may_fire(self, lesson: Lesson, path: str, text: str) -> bool:
        """Whether the lesson's rule may find something in `text`: if not, no analyzer need be loaded."""
        match lesson.rule:
            case BuiltInRule(slug):
                needs = self.needs.get(slug, ())
                return path.endswith((".py", ".pyi")) and any(need in text for need in needs)
            case PatternRule(language=language):
                from hardwon.check import find_language

                return path.endswith(find_language(language).endings)
        return False


def open_book(root: str, state: str) -> Book:
    """The book of the repository at `root`, written anew in `state` where a page is not as it was."""
    folder = f"{root}/.hardwon/lessons"
    stamps = _stamps(folder)
    if not stamps:
        return Book()
    seen = [__version__, stamps]
    with suppress(OSError, ValueError, KeyError, TypeError):
        with open(f"{state}/{_NAME}", encoding="utf-8") as file:
            held = json.load(file)
        if held["seen"] == seen:
            return _read(held)
    book = _make(root)
    _write(f"{state}/{_NAME}", seen, book)
    return book


def _make(root: str) -> Book:
    from pathlib import Path

    from hardwon.check import builtin_rules, rule_slugs
    from hardwon.lessons.pages.shelf import Shelf

    adopted = Shelf(Path(root, ".hardwon/lessons"), known_rules=rule_slugs()).adopted()
    slugs = {lesson.rule.slug for lesson in adopted if isinstance(lesson.rule, BuiltInRule)}
    needs = {slug: tuple(map(_literal, builtin_rules()[slug].needs)) for slug in sorted(slugs)}
    return Book(tuple(adopted), needs)


def _literal(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _write(path: str, seen: object, book: Book) -> None:
    lessons = [_as_json(lesson) for lesson in book.lessons]
    partial = f"{path}.{os.getpid()}"
    # Not kept, it is only made again.
    with suppress(OSError, TypeError, ValueError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(partial, "w", encoding="utf-8") as file:
            json.dump({"seen": seen, "needs": book.needs, "lessons": lessons}, file)
        os.replace(partial, path)


def _as_json(lesson: Lesson) -> dict[str, Any]:
    told = asdict(lesson)
    name = next((name for name, kind in _RULES.items() if isinstance(lesson.rule, kind)), "")
    told["rule"] = [name, told["rule"]] if name else None
    # Of the cases the hook only shows what to run instead.
    told["cases"] = told["cases"] if isinstance(lesson.rule, CommandRule) else []
    told["review"] = None
    return told


def _read(held: Mapping[str, Any]) -> Book:
    needs = {str(slug): tuple(literals) for slug, literals in held["needs"].items()}
    return Book(tuple(_lesson(told) for told in held["lessons"]), needs)


def _lesson(told: dict[str, Any]) -> Lesson:
    listed = {name: tuple(told[name]) for name in ("applies_to", "evidence")}
    triggers = {name: tuple(words) for name, words in told["triggers"].items()}
    cases = tuple(_case(case) for case in told["cases"])
    more = {**listed, "triggers": Triggers(**triggers), "rule": _rule(told["rule"]), "cases": cases}
    return Lesson(**{**told, **more})


def _case(told: dict[str, Any]) -> Case:
    return Case(**{**told, "files": tuple(CaseFile(**file) for file in told["files"])})


def _rule(told: Sequence[Any] | None) -> RuleRef | None:
    if told is None:
        return None
    name, given = told
    rule: RuleRef = _RULES[name](**{key: tuple(v) if key == "codes" else v for key, v in given.items()})
    return rule


def _stamps(folder: str) -> list[list[object]]:
    """Name, size, times and inode of each page, as JSON gives them back."""
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(".md")]
    except OSError:
        return []
    return sorted([name, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino] for name, s in found)
