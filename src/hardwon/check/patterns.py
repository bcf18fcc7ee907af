"""Runs ast-grep rules on texts. Imported only when there is something to run: ast-grep is large."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from ast_grep_py import SgRoot

from hardwon.check.entries import Ignore
from hardwon.check.languages import language_of
from hardwon.check.users import UserPattern

if TYPE_CHECKING:
    from ast_grep_py import Config, SgNode

# Line, column, end line, end column, message, do, scope, rewrite: plain values, which another process can
# hand back.
Match = tuple[int, int, int, int, str, str, str, str | None]

_VARIABLE = re.compile(r"\$\$\$([A-Z_][A-Z0-9_]*)|\$([A-Z_][A-Z0-9_]*)")
_ANY_VARIABLE = re.compile(r"\$+(?:[A-Z_][A-Z0-9_]*)?")
_IGNORE = re.compile(r"\W*(hardwon:\s*ignore\b(?:\[([^\]]*)\])?)")
_NAMED = re.compile(
    r"func|method|class|module|interface|struct|trait|impl|enum|object|def|constructor|declarator"
)
_RELATIONS = ("inside", "has", "precedes", "follows")
# Under the others a word of the pattern need not stand in the text.
_LITERAL = ("smart", "cst")
_LONGEST_SHOWN = 80
_DEEPEST = 20


def fault_of(pattern: UserPattern) -> str:
    """Why ast-grep will not run the rule; empty where it will."""
    try:
        SgRoot("", pattern.language).root().find_all(_config(pattern))
    except Exception as error:  # noqa: BLE001 - ast-grep raises bare exceptions, with the reason as text
        return _reason(str(error))
    known = set(re.findall(r"\$+([A-Z_][A-Z0-9_]*)", pattern.rule)) | set(
        _config(pattern).get("transform", {})
    )
    used = {many or one for many, one in _VARIABLE.findall(pattern.fix or "")}
    unknown = sorted(used - known)
    return f"`fix` names ${unknown[0]}, which the rule does not capture" if unknown else ""


def _reason(said: str) -> str:
    """The innermost of the causes that ast-grep lists, in one line."""
    said = said.partition("\n\nStack backtrace:")[0]  # there where the user has RUST_BACKTRACE set
    innermost = re.split(r"\n\s*\d+: |Caused by:\s", said.strip())[-1]
    where = re.search(r"`(\w+)` is not configured correctly", said)
    # It writes a metavariable in its own way: `µA`.
    what = " ".join(innermost.replace("µ", "$").split())
    return f"in `{where[1]}`: {what}" if where and where[1] != "rule" else what


def _config(pattern: UserPattern) -> Config:
    return cast("Config", json.loads(pattern.rule))


def matches(text: str, language: str, patterns: Sequence[UserPattern]) -> list[list[Match]]:
    """What each of `patterns`, all in `language`, finds in `text`, in the text's order."""
    root = SgRoot(text, language).root()
    return [[_match(node, text, pattern) for node in _places(root, pattern)] for pattern in patterns]


def _places(root: SgNode, pattern: UserPattern) -> Iterator[SgNode]:
    # A node and its only child have the same text; a rule that fits both means one place.
    seen: set[tuple[int, int]] = set()
    for node in root.find_all(_config(pattern)):
        place = node.range()
        span = (place.start.index, place.end.index)
        if span not in seen:
            seen.add(span)
            yield node


def _match(node: SgNode, text: str, pattern: UserPattern) -> Match:
    start, end = node.range().start, node.range().end
    rewrite = None
    if pattern.fix is not None:
        rewrite = _rewritten(node, text, pattern.fix)
    return (
        start.line + 1, start.column + 1, end.line + 1, end.column + 1,
        _told(node, text, pattern.message), _told(node, text, pattern.do), _scope(node), rewrite,
    )  # fmt: skip


def _scope(node: SgNode) -> str:
    """The names of the definitions around a node, outermost first."""
    names = []
    for around in node.ancestors():
        if _NAMED.search(around.kind()):
            name = around.field("name")
            if name is not None:
                names.append(name.text())
    return ".".join(reversed(names))


# What a metavariable stands for


def _captured(node: SgNode, text: str, many: str, one: str) -> tuple[str, int] | None:
    """The text that a metavariable matched and where it begins; None for one that matched nothing."""
    single = node.get_match(one) if one else None
    if single is not None:
        return single.text(), single.range().start.index
    transformed = node.get_transformed(one) if one else None
    if transformed is not None:
        return transformed, -1
    found = node.get_multiple_matches(many or one)
    if not found:
        return None
    start, end = found[0].range().start.index, found[-1].range().end.index
    return text[start:end], start


def _told(node: SgNode, text: str, template: str) -> str:
    def value(match: re.Match[str]) -> str:
        captured = _captured(node, text, match[1] or "", match[2] or "")
        if captured is None:
            return match[0]
        words = " ".join(captured[0].split())
        return words if len(words) <= _LONGEST_SHOWN else words[: _LONGEST_SHOWN - 1] + "…"

    return _VARIABLE.sub(value, template) if "$" in template else template


def _rewritten(node: SgNode, text: str, template: str) -> str:
    """The template filled in; what spans lines keeps its shape at its new indentation."""
    begin = node.range().start.index
    own = _indent(text, begin)
    template = template.rstrip("\n").replace("\n", f"\n{own}")

    def value(match: re.Match[str]) -> str:
        captured = _captured(node, text, match[1] or "", match[2] or "")
        if captured is None:
            return ""
        inner, start = captured
        if "\n" not in inner or start < 0:
            return inner
        before = template[: match.start()].rpartition("\n")
        there = _leading(before[2]) if before[1] else own
        return _moved(inner, _indent(text, start), there)

    return _VARIABLE.sub(value, template)


def _moved(text: str, before: str, after: str) -> str:
    """Lines after the first taken from one indentation to another; left alone where one is indented less:
    then it is the text of a string.
    """
    first, *rest = text.split("\n")
    if before == after or any(line.strip() and not line.startswith(before) for line in rest):
        return text
    return "\n".join([first, *(after + line[len(before) :] if line.strip() else line for line in rest)])


def _indent(text: str, index: int) -> str:
    start = text.rfind("\n", 0, index) + 1
    end = text.find("\n", start)
    return _leading(text[start : end if end >= 0 else len(text)])


def _leading(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


# Syntax


def faults_in(text: str, language: str) -> Iterator[str]:
    """What the parser could make no sense of; an empty one where it had to put something in."""
    waiting = [SgRoot(text, language).root()]
    while waiting:
        node = waiting.pop()
        children = node.children()
        waiting.extend(children)
        # ast-grep has no word for what is put in; it is a leaf without text, as few others are.
        if node.kind() == "ERROR" or (not children and not node.text()):
            yield node.text()


def comments_in(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Line, column (both from 1) and text of each comment."""
    waiting = [SgRoot(text, language).root()]
    while waiting:
        node = waiting.pop()
        if "comment" in node.kind():
            start = node.range().start
            yield start.line + 1, start.column + 1, node.text()
        else:
            waiting.extend(node.children())


# Which texts are worth parsing


def words_of(pattern: UserPattern) -> Any:
    """What a text must hold for the rule to find anything there: for `may_match`."""
    config = json.loads(pattern.rule)
    return _needed(config.get("rule"), config.get("utils") or {}, _DEEPEST)


def may_match(words: Any, text: bytes) -> bool:
    """Whether `text` holds what `words_of` asks for."""
    if isinstance(words, bytes):
        return words in text
    how, parts = words
    if how == "all":
        return all(may_match(part, text) for part in parts)
    return any(may_match(part, text) for part in parts)


def _needed(rule: object, utils: Mapping[str, object], deepest: int) -> Any:
    parts: list[Any] = []
    if isinstance(rule, Mapping) and deepest:
        pattern = rule.get("pattern")
        if isinstance(pattern, Mapping) and "selector" not in pattern:
            strict = pattern.get("strictness", "smart")
            pattern = pattern.get("context") if strict in _LITERAL else None
        if isinstance(pattern, str):
            parts += [
                word.encode("utf-8", "replace")
                for word in re.findall(r"\w+", _ANY_VARIABLE.sub(" ", pattern))
            ]
        inner = [*(rule.get("all") or ()), *(rule[name] for name in _RELATIONS if name in rule)]
        if isinstance(rule.get("matches"), str):
            inner.append(utils.get(rule["matches"]))
        parts += [_needed(one, utils, deepest - 1) for one in inner]
        if rule.get("any"):
            parts.append(("any", [_needed(one, utils, deepest - 1) for one in rule["any"]]))
    return ("all", parts)


# Comments that suppress, in languages other than Python


def ignores_in(text: str, path: str) -> tuple[Ignore, ...]:
    """The comments `hardwon: ignore[…]` in a file: each good for its line, or for the next one where it
    stands alone.
    """
    language = language_of(path)
    if language is None or "hardwon:" not in text:
        return ()
    lines = text.split("\n")
    found = []
    waiting = [SgRoot(text, language).root()]
    while waiting:
        node = waiting.pop()
        if "comment" not in node.kind():
            waiting.extend(child for child in node.children() if "hardwon:" in child.text())
            continue
        match = _IGNORE.match(node.text())
        if match is None:
            continue
        start = node.range().start
        line = lines[start.line]
        alone = not line[: start.column].strip(" \t{")
        slugs = tuple(sorted({slug.strip() for slug in (match[2] or "").split(",") if slug.strip()}))
        number = start.line + 1
        comment = node.text()[: match.end()]
        found.append(Ignore(number, number + alone, start.column + 1, slugs, line.rstrip(), comment))
    return tuple(sorted(found, key=lambda ignore: (ignore.line, ignore.column)))
