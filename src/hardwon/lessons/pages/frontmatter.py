"""A page's front matter: YAML read key by key, each error with its line."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

import pathspec
import yaml

from hardwon.lessons.pages.lesson import (
    ENFORCEMENTS,
    KINDS,
    STATUSES,
    BuiltInRule,
    CommandRule,
    Lesson,
    PatternRule,
    RuffRule,
    RuleRef,
    Severity,
    Triggers,
    read_cost,
)

# What an ast-grep rule may say of itself; its severities by those of a finding.
PATTERN_KEYS = (
    *("language", "rule", "constraints", "utils", "transform"),
    *("fix", "fix-is-safe", "message", "note", "severity"),
)
SEVERITIES: dict[str, Severity] = {
    "error": "error",
    "warning": "warning",
    "info": "advice",
    "hint": "advice",
}
# Keys of ast-grep's own files that a page has other words for.
_SAID_ELSEWHERE = {
    "id": "the page's name is the rule's",
    "files": "`applies-to` says it",
    "ignores": "`applies-to` says it: write the pattern with `!` before it",
    "url": "write it under `evidence`",
    "metadata": "write it on the page",
    "labels": "they are not read",
    "rewriters": "they are not read",
}
# In the order in which `hardwon lessons new` writes them.
KEYS = (
    *("title", "status", "kind", "cost", "applies-to", "triggers"),
    *("rule", "enforce", "review", "evidence", "because"),
)
_LONGEST = 64 * 1024  # characters; a front matter of more is a mistake, or an attack on the YAML reader
_FIRST_LINE = 2  # the front matter begins below the opening `---`
_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNTAGGED = {  # what a scalar without a tag of its own is resolved to
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value")
}
_TEXT = "tag:yaml.org,2002:str"
_KINDS_OF_NODE = {"int": "a number", "float": "a number", "bool": "true or false", "null": "nothing"}

# What PyYAML says, in part, and what to write instead.
_YAML_CURES = (
    ("mapping values are not allowed", "put the value in quotes: it holds `: `"),
    ("found undefined alias", "put the value in quotes: it begins with `*`"),
    ("while scanning an alias", "put the value in quotes: it begins with `*`"),
    ("while scanning an anchor", "put the value in quotes: it begins with `&`"),
    ("unknown escape character", "write it in 'single quotes', where a backslash is a backslash"),
    ("found character '\\t'", "indent with spaces"),
    ("found character '%'", "put the value in quotes: it begins with `%`"),
    ("found character '`'", "put the value in quotes: it begins with a backtick"),
    ("found character '@'", "put the value in quotes: it begins with `@`"),
    ("unexpected end of stream", "close the quote"),
    ("could not find expected ':'", "write it as `key: value`"),
    ("expected ',' or", "close the bracket, or put a comma between the items"),
)


class Wrong(Exception):
    """One thing that is wrong on a page, before the page's path is known."""

    def __init__(self, line: int, what: str, next_step: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what
        self.next_step = next_step


def compose_front_matter(text: str) -> yaml.MappingNode:
    """The tree of the YAML in `text`, whose first line is the page's second. Raises `Wrong`."""
    if len(text) > _LONGEST:
        raise Wrong(1, f"the front matter is longer than {_LONGEST:,} characters", "move the prose below it")
    try:
        try:
            node = yaml.compose(text, Loader=_FAST)
        except yaml.YAMLError:
            node = yaml.compose(text, Loader=yaml.SafeLoader)  # slower, but its messages are the known ones
    except yaml.MarkedYAMLError as error:
        raise _wrong_yaml(error, text) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + _FIRST_LINE
        raise Wrong(line, "a control character in the front matter", "take it out") from None
    except RecursionError:
        raise Wrong(1, "the front matter is nested too deeply", "write plain keys and lists") from None
    if node is None:
        raise Wrong(1, "the front matter is empty", "write at least `title: …` and `status: candidate`")
    if not isinstance(node, yaml.MappingNode):
        raise Wrong(_line(node), "the front matter is no list of keys", "write lines of `key: value`")
    _refuse_aliases(node)
    return node


def read_front_matter(
    node: yaml.MappingNode, *, known_rules: Collection[str] | None, wrongs: list[Wrong]
) -> Lesson:
    """The lesson that the keys tell, without slug, path, body and cases; what is wrong goes to `wrongs`."""
    found: dict[str, Any] = {}
    readers = _readers(known_rules)
    for key_node, value in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        try:
            if key not in readers:
                raise Wrong(_line(key_node), f"no key `{key}` is known", _did_you_mean(key, KEYS))
            if key in found:
                raise Wrong(_line(key_node), f"`{key}` is there twice", "take one of the two out")
            found[key] = None
            found[key] = readers[key](_Value(key, value))
        except Wrong as wrong:
            wrongs.append(wrong)
    for key, example in (("title", "title: What to do, in a few words"), ("status", "status: candidate")):
        if key not in found:
            wrongs.append(Wrong(1, f"`{key}` is missing", f"add a line `{example}`"))
    values = {key.replace("-", "_"): value for key, value in found.items() if value is not None}
    defaults = {"title": "", "status": "candidate", "kind": "gotcha"}
    return Lesson(**{**defaults, **values, "slug": "", "path": "", "body": ""})


@dataclass(frozen=True, slots=True)
class _Value:
    """A key's value as YAML read it, with the ways to take it."""

    key: str
    node: yaml.Node

    @property
    def line(self) -> int:
        return _line(self.node)

    def fail(self, what: str, next_step: str) -> Wrong:
        return Wrong(self.line, what, next_step)

    def inner(self, key: str, node: yaml.Node) -> "_Value":
        return _Value(f"{self.key}.{key}", node)

    def text(self) -> str:
        """A string that is not empty."""
        node = self.node
        if not isinstance(node, yaml.ScalarNode):
            raise self.fail(f"`{self.key}` is {_shape(node)}, not text", f"write `{self.last}: a few words`")
        if node.tag not in _UNTAGGED:
            raise self.fail(f"`{self.key}` has a tag", "take the word that begins with `!` out")
        if node.tag != _TEXT:
            if not node.value or _tag(node) == "null":
                raise self.fail(f"`{self.key}` is empty", "write a value, or take the line out")
            quoted = f'write `{self.last}: "{node.value}"`'
            raise self.fail(f"`{self.key}` is read as {_shape(node)}, not as text", quoted)
        if not node.value.strip():
            raise self.fail(f"`{self.key}` is empty", "write a value, or take the line out")
        return str(node.value)

    @property
    def last(self) -> str:
        return self.key.rpartition(".")[2]

    def one_of(self, choices: tuple[str, ...]) -> str:
        word = self.text()
        if word not in choices:
            near = get_close_matches(word.casefold(), choices, n=1)
            listed = ", ".join(choices[:-1]) + " or " + choices[-1]
            hint = f"write {near[0]} (it can be {listed})" if near else f"write {listed}"
            raise self.fail(f"`{self.key}` is `{word}`", hint)
        return word

    def texts(self) -> tuple[str, ...]:
        """A list of strings, each not empty."""
        if not isinstance(self.node, yaml.SequenceNode):
            example = self.node.value if isinstance(self.node, yaml.ScalarNode) and self.node.value else "…"
            raise self.fail(
                f"`{self.key}` is {_shape(self.node)}, not a list", f'write `{self.last}: ["{example}"]`'
            )
        return tuple(_Value(f"{self.key}", item).text() for item in self.node.value)

    def keys(
        self, known: tuple[str, ...], elsewhere: Mapping[str, str] = MappingProxyType({})
    ) -> dict[str, "_Value"]:
        """A mapping with some of the `known` keys; `elsewhere` says where to write what others say."""
        if not isinstance(self.node, yaml.MappingNode):
            example = ", ".join(f"{key}: …" for key in known)
            raise self.fail(
                f"`{self.key}` is {_shape(self.node)}, not keys", f"write `{self.last}: {{{example}}}`"
            )
        found: dict[str, _Value] = {}
        for key_node, value in self.node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            if key not in known:
                cure = elsewhere.get(key) or _did_you_mean(key, known)
                raise Wrong(_line(key_node), f"`{self.key}` has no key `{key}`", cure)
            if key in found:
                raise Wrong(_line(key_node), f"`{self.key}.{key}` is there twice", "take one of the two out")
            found[key] = self.inner(key, value)
        return found


def _readers(known_rules: Collection[str] | None) -> dict[str, Callable[[_Value], Any]]:
    return {
        "title": _read_title,
        "status": lambda value: value.one_of(STATUSES),
        "kind": lambda value: value.one_of(KINDS),
        "cost": _read_cost,
        "applies-to": _read_globs,
        "triggers": _read_triggers,
        "rule": lambda value: _read_rule(value, known_rules),
        "enforce": lambda value: value.one_of(ENFORCEMENTS),
        "review": _read_review,
        "evidence": lambda value: value.texts(),
        "because": lambda value: value.text(),
    }


def _read_title(value: _Value) -> str:
    title = value.text().strip()
    if "\n" in title:
        raise value.fail(
            "`title` has more than one line", "write one line; the rest goes below the front matter"
        )
    return title


def _read_cost(value: _Value) -> int:
    node = value.node
    minutes = read_cost(node.value) if isinstance(node, yaml.ScalarNode) and node.tag in _UNTAGGED else None
    if minutes is not None:
        return minutes
    shown = f"`{node.value}`" if isinstance(node, yaml.ScalarNode) else _shape(node)
    cure = "write hours and minutes such as 2h, 30m, 1h30m, or minutes such as 90"
    raise value.fail(f"`cost` is {shown}", cure)


def _read_globs(value: _Value) -> tuple[str, ...]:
    globs = value.texts()
    for pattern in globs:
        cure = wrong_glob(pattern)
        if cure:
            raise value.fail(f"`{pattern}` in `applies-to` matches no file", cure)
    return globs


def wrong_glob(pattern: str) -> str:
    """What to write instead of `pattern`; empty where it is a good one."""
    if "\\" in pattern:
        return "write `/` between directories"
    if re.match(r"/(?:home|Users|root|tmp|var|mnt|opt)/|~|[A-Za-z]:", pattern):
        return "write it from the repository's top, such as app/**/*.py"
    if ".." in pattern.split("/"):
        return "write it from the repository's top, without `..`"
    if pattern.count("[") != pattern.count("]"):
        return "close the bracket: [abc]"
    if "{" in pattern:
        return "write one pattern for each choice: braces are not read"
    try:
        pathspec.PathSpec.from_lines("gitignore", [pattern])
    except ValueError:
        return "write a pattern such as app/**/*.py"
    return (
        "" if pattern.strip("/!# ") and not pattern.startswith("#") else "write a pattern such as app/**/*.py"
    )


def _read_triggers(value: _Value) -> Triggers:
    keys = value.keys(("content", "prompt"))
    return Triggers(**{key: inner.texts() for key, inner in keys.items()})


def _read_review(value: _Value) -> date:
    node = value.node
    if isinstance(node, yaml.ScalarNode) and re.fullmatch(r"\d{4}-\d\d-\d\d", node.value):
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            raise value.fail(
                f"`review` is `{node.value}`, a day that does not exist", "write one that does"
            ) from None
    shown = f"`{node.value}`" if isinstance(node, yaml.ScalarNode) else _shape(node)
    raise value.fail(f"`review` is {shown}", "write a date such as 2027-02-20")


def _read_rule(value: _Value, known_rules: Collection[str] | None) -> RuleRef:
    if isinstance(value.node, yaml.ScalarNode):
        slug = value.text()
        if known_rules is not None and slug not in known_rules:
            near = get_close_matches(slug, known_rules, n=1)
            cure = f"did you mean `{near[0]}`?" if near else "write one that `hardwon rules` lists"
            raise value.fail(f"no built-in rule is called `{slug}`", cure)
        if not re.fullmatch(r"[a-z][a-z0-9-]*", slug):
            raise value.fail(f"`{slug}` cannot be a rule's slug", "write one that `hardwon rules` lists")
        return BuiltInRule(slug)
    keys = value.keys(("ruff", "pattern", "command"))
    if len(keys) != 1:
        raise value.fail(f"`rule` has {len(keys)} keys", "write one of ruff, pattern, command")
    kind, inner = next(iter(keys.items()))
    if kind == "ruff":
        return _read_ruff(inner)
    return _read_pattern(inner) if kind == "pattern" else _read_command(inner)


def _read_ruff(value: _Value) -> RuffRule:
    codes = value.texts()
    for code in codes:
        if not re.fullmatch(r"[A-Z]+[0-9]*", code):
            raise value.fail(f"`{code}` is no code of ruff", "write codes such as ASYNC251")
    if not codes:
        raise value.fail("`rule.ruff` is an empty list", "write codes such as [ASYNC251]")
    return RuffRule(codes)


def _read_pattern(value: _Value) -> PatternRule:
    if isinstance(value.node, yaml.ScalarNode):
        return PatternRule(value.text(), "python")
    keys = value.keys(PATTERN_KEYS, _SAID_ELSEWHERE)
    for key in ("language", "rule"):
        if key not in keys:
            raise value.fail(
                f"`rule.pattern.{key}` is missing", "write `pattern: {language: python, rule: …}`"
            )
    said = {key: keys[key].text() for key in ("message", "note") if key in keys}
    return PatternRule(
        _read_tree(keys["rule"]) if _is_tree(keys["rule"]) else keys["rule"].text(),
        _read_language(keys["language"]),
        {key: _read_tree(keys[key]) for key in ("constraints", "utils", "transform") if key in keys},
        _read_fix(keys.get("fix")),
        fix_is_safe=_read_switch(keys.get("fix-is-safe")),
        severity=SEVERITIES[keys["severity"].one_of(tuple(SEVERITIES))] if "severity" in keys else None,
        **said,
    )


def _is_tree(value: _Value) -> bool:
    return isinstance(value.node, yaml.MappingNode)


def _read_tree(value: _Value) -> Any:
    if not _is_tree(value):
        raise value.fail(f"`{value.key}` is {_shape(value.node)}, not keys", "write it as ast-grep reads it")
    if not value.node.value:
        raise value.fail(f"`{value.key}` is empty", "write an ast-grep rule")
    return _construct(value)


def _read_language(value: _Value) -> str:
    from hardwon.check import UnknownLanguage, find_language  # here: few pages have a pattern

    name = value.text()
    try:
        find_language(name)
    except UnknownLanguage as unknown:
        raise value.fail(unknown.what, unknown.next_step) from None
    return name


def _read_fix(value: _Value | None) -> str | None:
    if value is None:
        return None
    if isinstance(value.node, yaml.ScalarNode) and value.node.tag == _TEXT and not value.node.value:
        return ""
    if not isinstance(value.node, yaml.ScalarNode):
        raise value.fail(
            f"`{value.key}` is {_shape(value.node)}, not text", "write the text to put in its place"
        )
    return value.text()


def _read_switch(value: _Value | None) -> bool:
    if value is None:
        return False
    node = value.node
    if not isinstance(node, yaml.ScalarNode) or node.tag != "tag:yaml.org,2002:bool":
        raise value.fail(f"`{value.key}` is {_shape(node)}", "write true or false")
    return node.value.casefold() in ("true", "yes", "on")


def _read_command(value: _Value) -> CommandRule:
    regex = value.text()
    if any(ord(character) < 32 for character in regex):
        raise value.fail(
            "the expression holds a control character",
            "write it in 'single quotes', where `\\b` is not a backspace",
        )
    try:
        compiled = re.compile(regex)
    except re.error as error:
        raise value.fail(
            f"`{regex}` is no regular expression: {error}", "see docs.python.org/3/library/re"
        ) from None
    if compiled.search(""):
        raise value.fail(
            f"`{regex}` matches every command", "write an expression that matches only the wrong ones"
        )
    return CommandRule(regex)


def _construct(value: _Value) -> Any:
    """The plain value of a tree of YAML; only lists, keys, text and numbers. Raises `Wrong`."""
    constructor = yaml.constructor.SafeConstructor()
    try:
        return constructor.construct_document(value.node)
    except (yaml.MarkedYAMLError, ValueError) as error:
        raise value.fail(
            f"`{value.key}` cannot be read: {str(error).splitlines()[0]}", "write plain YAML"
        ) from None


def _refuse_aliases(node: yaml.Node) -> None:
    """Raises `Wrong` where one node is reached twice: aliases let ten lines stand for a billion."""
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            raise Wrong(_line(node), "anchors and aliases are not read", "write the value twice")
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            waiting.extend(part for pair in node.value for part in pair)
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)


def _wrong_yaml(error: yaml.MarkedYAMLError, text: str) -> Wrong:
    # YAML complains where it can go no further, which is often a line below the mistake.
    for number, line in enumerate(text.splitlines(), start=_FIRST_LINE):
        if re.match(r"[A-Za-z]", line) and not re.match(r"[\w-]+\s*:(?:\s|$)", line):
            return Wrong(number, f"`{line.rstrip()}` has no key", "write it as `key: value`, one to a line")
        if re.fullmatch(r"""[\w-]+\s*: +(?:"(?:[^"\\]|\\.)*|'[^']*)""", line):
            return Wrong(number, "the quote is not closed", "close it on the same line")
    said = " ".join(part for part in (error.context, error.problem) if part)
    cure = next(
        (cure for part, cure in _YAML_CURES if part in said), "write it as `key: value`, one to a line"
    )
    mark = error.problem_mark or error.context_mark
    if "unexpected end of stream" in said or "expected ',' or" in said:
        mark = error.context_mark or mark  # where the quote or bracket opened, not where the page ran out
    return Wrong((mark.line if mark else 0) + _FIRST_LINE, f"the YAML cannot be read: {error.problem}", cure)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + _FIRST_LINE


def _tag(node: yaml.Node) -> str:
    return str(node.tag).rpartition(":")[2]


def _shape(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "keys"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return _KINDS_OF_NODE.get(_tag(node), "a date" if _tag(node) == "timestamp" else "text")


def _did_you_mean(word: str, known: Collection[str]) -> str:
    near = get_close_matches(word.replace("_", "-").casefold(), list(known), n=1)
    return f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}"
