"""From a call of a method that does not exist to the call that was meant."""

from __future__ import annotations

import re
from difflib import SequenceMatcher, get_close_matches

from msgspec import Struct

from hardwon.check.interpreter.state import Site
from hardwon.check.linking.project import Project, function_node
from hardwon.check.linking.values import ClassRef, FunctionRef
from hardwon.check.syntax.trees import Param


class Call(Struct, frozen=True):
    """A call of `name` on an object of, or on, a class of the project; in the function with that text."""

    of: ClassRef
    name: str
    site: Site
    receiver: Site
    args: tuple[Site, ...]
    keywords: tuple[tuple[str, Site], ...]
    spread: bool
    text: bytes


class Rewritten(Struct, frozen=True):
    """What to write between two bytes of the file, and the same call on one line, for people."""

    start: int
    end: int
    text: str
    line: str


def nearest_method(
    project: Project, call: Call, methods: dict[str, FunctionRef]
) -> tuple[str, tuple[Param, ...]]:
    """The method that is likeliest meant, and its parameters without `self`."""
    params = {name: _own_params(project, function) for name, function in methods.items()}
    if "status" in call.name or "state" in call.name:
        takers = [name for name, own in params.items() if any(param[0] == "status" for param in own)]
        if takers:
            best = max(sorted(takers), key=lambda name: SequenceMatcher(None, name, call.name).ratio())
            return best, params[best]
    near = get_close_matches(call.name, sorted(methods), n=1, cutoff=0.6)
    return (near[0], params[near[0]]) if near else ("", ())


def _own_params(project: Project, function: FunctionRef) -> tuple[Param, ...]:
    params, _, _, _ = project.body(function)
    own = tuple(param for param in params if param[0])
    return own[1:] if own and own[0][0] in ("self", "cls") else own


def rewritten(
    project: Project, path: str, call: Call, method: FunctionRef, params: tuple[Param, ...]
) -> Rewritten | None:
    """The call by the method that there is, where that one takes `status` and the arguments have a place in
    it. Lines, comments and commas stay as they are.
    """
    names = [name for name, _, _, stars in params if not stars]
    words = [word for word, _ in call.keywords]
    if "status" not in names or call.spread or any(word not in names for word in words):
        return None
    named = "status" in words
    if not (
        (named and len(call.args) <= names.index("status"))
        or (not named and len(call.args) == 2 and names[0] != "status")
    ):
        return None
    text = project.text(path)
    definition = function_node(project, method)
    is_async = definition is not None and definition[7]
    before = re.search(rb"\bawait\s+$", text[: call.site.start])
    awaits = is_async and before is None
    if awaits and not call.text.lstrip().startswith(b"async"):
        return None
    start, end = call.site.start, call.site.end
    at = text.index(call.name.encode(), call.receiver.end)
    head = text[start:at] + method.short.encode()
    tail = text[at + len(call.name) : end]
    if not named:
        place = _before_brackets(text, call.args[0].end, call.args[1].start) - end
        tail = tail[:place] + b"status=" + tail[place:]
    made = (b"await " if awaits else b"") + head + tail
    first = before.start() if before and not is_async else start
    return Rewritten(first, end, made.decode("utf-8", "replace"), _on_one_line(text, call, method, awaits))


def _before_brackets(text: bytes, start: int, place: int) -> int:
    """Where the argument at `place` begins with the brackets around it; another ends at `start`."""
    opening = re.search(rb"\([\s(]*$", text[start:place])
    return start + opening.start() if opening else place


def _on_one_line(text: bytes, call: Call, method: FunctionRef, awaits: bool) -> str:
    words = [word for word, _ in call.keywords]
    pieces = [_source(text, site) for site in call.args]
    if "status" not in words:
        pieces[1] = f"status={pieces[1]}"
    pieces += [f"{word}={_source(text, site)}" for word, site in call.keywords]
    receiver = _source(text, call.receiver)
    return f"{'await ' if awaits else ''}{receiver}.{method.short}({', '.join(pieces)})"


def _source(text: bytes, site: Site) -> str:
    return re.sub(rb"\s*\n\s*", b" ", text[site.start : site.end]).decode("utf-8", "replace")
