"""From a call of a method that does not exist to the call that was meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

from hardwon.check.interpreter.state import Site
from hardwon.check.linking.project import Project, function_node
from hardwon.check.linking.values import ClassRef, FunctionRef
from hardwon.check.syntax.trees import Param


@dataclass(frozen=True, slots=True)
class Call:
    """A call of `name` on an object of, or on, a class of the project; in the function with that text."""

    of: ClassRef
    name: str
    site: Site
    receiver: Site
    args: tuple[Site, ...]
    keywords: tuple[tuple[str, Site], ...]
    spread: bool
    text: bytes


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
) -> tuple[int, int, str] | None:
    """The call by the method that there is, where that one takes `status` and the arguments have a place in
    it.
    """
    names = [name for name, _, _, stars in params if not stars]
    words = [word for word, _ in call.keywords]
    if "status" not in names or call.spread or any(word not in names for word in words):
        return None
    text = project.text(path)
    args = [_source(text, site) for site in call.args]
    if "status" in words and len(args) <= names.index("status"):
        pieces = args
    elif "status" not in words and len(args) == 2 and names[0] != "status":
        pieces = [args[0], f"status={args[1]}"]
    else:
        return None
    pieces += [f"{word}={_source(text, site)}" for word, site in call.keywords]
    made = f"{_source(text, call.receiver)}.{method.short}({', '.join(pieces)})"
    definition = function_node(project, method)
    is_async = definition is not None and definition[7]
    before = re.search(rb"\bawait\s+$", text[: call.site.start])
    if is_async and before is None:
        if not call.text.lstrip().startswith(b"async"):
            return None
        made = f"await {made}"
    start = before.start() if before and not is_async else call.site.start
    return (start, call.site.end, made)


def _source(text: bytes, site: Site) -> str:
    return text[site.start : site.end].decode("utf-8", "replace")
