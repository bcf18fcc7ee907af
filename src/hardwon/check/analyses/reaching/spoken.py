"""The names that a rule's offers and relays pass on, and a first glance at who uses them.

A name is `hit:word:level:doubts:path:function`: files that hold `hit` are looked at, `word` is how others
call the function, `level` how many calls it is away from what is looked for, `doubts` how many branches have
to be taken on the way there. `hit` is the class of a method whose own name says little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

import re2
from msgspec import Struct

from hardwon.check.analyses.reaching.callgraph import subclasses_of
from hardwon.check.linking.fields import field_of
from hardwon.check.linking.project import Project, owner_of
from hardwon.check.linking.values import ClassRef, FunctionRef, Instance, ModuleRef, Value
from hardwon.check.linking.words import Search, pattern

Identity = tuple[str, str]
# Stands for a function that only a closer look can tell.
_UNSURE: Identity = ("", "")
_HEADS = (b"if ", b"if(", b"elif ", b"elif(", b"else", b"except", b"case ")
RUN_BY_CLASS = frozenset({"__init__", "__post_init__", "__enter__"})
# Called on all kinds of objects: not worth a look unless the class is named in the file.
_COMMON = frozenset(
    {
        "get", "set", "run", "execute", "close", "open", "read", "write", "send", "start", "stop",
        "update", "join", "add", "pop", "append", "put", "wait", "split", "format", "commit", "query",
        "connect", "delete", "post", "request", "copy", "call", "submit", "replace", "info", "flush",
        "keys", "index", "count", "find", "next", "load", "search", "match", "items", "values", "exists",
        "create", "list", "save", "clear", "remove", "insert",
    }
)  # fmt: skip
_CALLS_COMMON = pattern(r"\.\s*(?:" + "|".join(sorted(_COMMON)) + r")\b")


class Uses(Search, Protocol):
    """A search that also goes through all it finds."""

    def finditer(self, text: bytes, /) -> Iterator[re.Match[bytes]]: ...


class Reached(Struct, frozen=True):
    """The functions that names stand for; `fresh` are the words found in the `newest` round."""

    levels: dict[Identity, int]
    doubts: dict[Identity, int]
    words: dict[str, frozenset[Identity]]
    newest: int
    fresh: frozenset[str]


@lru_cache(maxsize=4)
def reached(names: frozenset[str]) -> Reached:
    """What a rule's names say."""
    levels: dict[Identity, int] = {}
    doubts: dict[Identity, int] = {}
    words: dict[str, set[Identity]] = {}
    latest: dict[str, int] = {}
    for name in names:
        _, word, level, doubt, path, function = name.split(":", 5)
        identity = (path, function)
        levels[identity] = min(int(level), levels.get(identity, int(level)))
        doubts[identity] = min(int(doubt), doubts.get(identity, int(doubt)))
        latest[word] = max(int(level), latest.get(word, 0))
        words.setdefault(word, set()).add(identity)
    newest = max(latest.values(), default=0)
    fresh = frozenset(word for word, level in latest.items() if level == newest)
    return Reached(levels, doubts, {word: frozenset(found) for word, found in words.items()}, newest, fresh)


@lru_cache(maxsize=8)
def spoken_in(names: frozenset[str], *, fresh: bool, threads: bool) -> Uses | None:
    """Finds uses of the words, with what stands before: group 1 is the receiver, 2 the word."""
    known = reached(names)
    words = sorted(known.fresh if fresh else known.words)
    if not words:
        return None
    end = r"\b" if threads else r"\s*\("
    options = re2.Options()
    options.max_mem = 64 << 20
    options.encoding = re2.Options.Encoding.LATIN1
    found: Uses = re2.compile(
        (r"([\w.]*[\w)\]]\s*\.\s*)?\b(" + "|".join(map(re.escape, words)) + f"){end}").encode(), options
    )
    return found


def names_of(project: Project, function: FunctionRef, level: int, doubts: int = 0) -> Iterator[str]:
    """The names under which others may call a function."""
    identity = f"{level}:{doubts}:{function.path}:{function.name}"
    short = function.short
    owner = owner_of(function)
    if owner is not None and (short in RUN_BY_CLASS or short in _COMMON):
        for of in (owner, *subclasses_of(project, owner)):
            if project.class_attribute(of, short) == function:
                yield f"{of.short}:{of.short if short in RUN_BY_CLASS else short}:{identity}"
    elif not short.startswith("__"):
        yield f"{short}:{short}:{identity}"


def wrapper_name(function: FunctionRef) -> str:
    """The name of a decorator in whose inner function a rule found what it looks for."""
    return f"{function.short}:{function.short}:0:0:{function.path}:{function.name}@"


def note_common(project: Project, text: bytes) -> None:
    """A method whose own name says little is offered by its class, which its callers need not name."""
    if _CALLS_COMMON.search(text):
        for word in sorted(_COMMON):
            project.note(("offered", f":{word}"))


class Glance(Struct, frozen=True):
    """What the text of a function tells: the fewest branches on a way down that is certain, None if there is
    none; and whether a closer look may find one.
    """

    doubts: int | None
    unsure: bool


def glance(
    project: Project, function: FunctionRef, text: bytes, known: Reached, uses: Uses, *, eager: bool
) -> Glance:
    """Looks at what stands before each use of a word in a function; `eager` also wants a closer look where
    the class is not named in the file.
    """
    best: int | None = None
    unsure = False
    for match in uses.finditer(text):
        receiver = (match[1] or b"").decode("latin-1")
        meant = _meant(project, function, receiver, match[2].decode("latin-1"), known, text, eager=eager)
        if meant is _UNSURE:
            unsure = True
        elif meant is not None:
            doubts = _branches_around(text, match.start())
            if doubts is None:
                unsure = True
            elif best is None or known.doubts[meant] + doubts < best:
                best = known.doubts[meant] + doubts
    return Glance(best, unsure)


def _branches_around(text: bytes, place: int) -> int | None:
    """How many branches lie around a place, going by indentation; None in an inner function or lambda."""
    start = text.rfind(b"\n", 0, place) + 1
    line = text[start:place]
    if b"lambda" in line:
        return None
    depth = len(line) - len(line.lstrip())
    found = int(line.lstrip().startswith((b"elif ", b"else:", b"except")))
    while start > 0 and depth > 0:
        end = start - 1
        start = text.rfind(b"\n", 0, end) + 1
        line = text[start:end]
        words = line.lstrip()
        if not words or words.startswith(b"#") or len(line) - len(words) >= depth:
            continue
        depth = len(line) - len(words)
        if words.startswith(_HEADS):
            found += 1
        elif start > 0 and words.startswith((b"def ", b"async def ", b"class ")):
            return None
    return found


def _stands_for(project: Project, value: Value, known: Reached) -> Identity | None:
    """The function that calling a value runs, if it is one of those known."""
    found: list[Value] = [value]
    if isinstance(value, ClassRef):
        found = [project.class_attribute(value, name) for name in sorted(RUN_BY_CLASS)]
    for function in found:
        if isinstance(function, FunctionRef) and (function.path, function.name) in known.levels:
            return function.path, function.name
    return None


def _meant(
    project: Project,
    function: FunctionRef,
    receiver: str,
    word: str,
    known: Reached,
    text: bytes,
    *,
    eager: bool,
) -> Identity | None:
    """The function that a call means, `_UNSURE` where a closer look may tell, None where it is none of
    those known.
    """
    parts = [part.strip() for part in receiver.split(".")[:-1]]
    if not parts:
        value = project.lookup(function.path, word)
        return _UNSURE if value is None and b"import " in text else _stands_for(project, value, known)
    owner = owner_of(function)
    if parts[0] in ("self", "cls") and owner is not None:
        value = _field(project, Instance(owner), parts[1:])
        if isinstance(value, Instance):
            return _method(project, value.of, word, known)
        if value is not None:
            return _stands_for(project, project.attribute(value, word), known)
    elif project.binds(function.path, parts[0]):
        value = project.lookup(function.path, parts[0])
        for part in parts[1:]:
            value = project.attribute(value, part)
        if isinstance(value, Instance | ClassRef) and len(parts) == 1:
            return _method(project, value if isinstance(value, ClassRef) else value.of, word, known)
        if isinstance(value, ModuleRef):
            return _stands_for(project, project.attribute(value, word), known)
        if value is not None:
            return None
    if eager and word not in _COMMON:
        return _UNSURE
    return (
        _UNSURE
        if any(_is_named(project, function, word, text, identity) for identity in known.words[word])
        else None
    )


def _is_named(project: Project, function: FunctionRef, word: str, text: bytes, identity: Identity) -> bool:
    """Whether a method's class, or an imported function's module, is named in the file."""
    owner = identity[1].rpartition(".")[0].rpartition(".")[2]
    if not owner:
        return b"import " in text and identity[0].rpartition("/")[2].removesuffix(".py").encode() in text
    if word in _COMMON:
        return owner.encode() in text
    path = function.path
    return project.briefly(("named", path, owner), lambda: owner.encode() in project.text(path))


def _method(project: Project, of: ClassRef, word: str, known: Reached) -> Identity | None:
    method = project.class_attribute(of, word)
    found = _stands_for(project, method, known)
    if found is not None or not (method is None or isinstance(method, FunctionRef)):
        return found
    below = {(ref.path, f"{ref.name}.{word}") for ref in subclasses_of(project, of)}
    return _UNSURE if below & known.words[word] else None


def _field(project: Project, value: Value, parts: list[str]) -> Value:
    for part in parts:
        if not isinstance(value, Instance):
            return None
        given = project.class_attribute(value.of, part)
        value = given if given is not None else field_of(project, value.of, part)
    return value
