"""What is known about every file at once, so that a question about the project need not open each of them."""

from __future__ import annotations

import re

from hardwon.check.entries import Index
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

_MANAGER = lazily(
    r"(?:\w*(?:Job|Task|Worker|Workflow)[A-Za-z]{0,12}|Background\w*)"
    r"(?:Manager|Service|Tracker|Registry|Store|Repository|Repo|Queue|Scheduler|Supervisor|Coordinator|Controller|"
    r"Dispatcher|Monitor|Runner|Keeper|Board)"
)
_JOB_METHOD = lazily(
    r"(?:create|add|new|start|begin|run|submit|enqueue|queue|schedule|update|set|mark|finish|complete|end|fail|cancel|"
    r"stop|pause|resume|retry|get|find|list|delete|remove|track|report)_\w*?(?:job|task)s?(?:_\w+)?"
)
_TEST = lazily(r"[Tt]est|\w*(?:Tests?|TestCase)$")
_SETATTR = lazily(rb"\bsetattr\(\s*([A-Za-z_][\w.]*)\s*,\s*(?:[\"'](\w+)[\"'])?")


def index_of(interface: tuple[Node, ...], text: bytes) -> Index:
    """The index of one file."""
    classes = [node for node in interface if node[0] == "class"]
    backrefs: list[tuple[str, str, str, bool]] = []
    if b"backref" in text:
        for node in classes:
            for made in walk(node[6]):
                if made[0] == "assign" and made[3] is not None and made[3][0] == "call":
                    backrefs.extend(_backrefs(node[2], made[3], made[4]))
    return Index(
        classes=tuple(node[2] for node in classes),
        backrefs=tuple(backrefs),
        jobs=_jobs(interface) if b"functions" in text else (),
        managers=tuple(node[2] for node in classes if _manages_jobs(node)),
        bases=tuple((node[2], tuple(_last_word(base) for base in node[3])) for node in classes if node[3]),
        patches=_patches(interface, text),
    )


def _manages_jobs(node: Node) -> bool:
    methods = {inner[2] for inner in node[6] if inner[0] == "def" and not inner[2].startswith("_")}
    # A class of tests gets members from its runner, and is about jobs only by its names.
    if _TEST.match(node[2]) or any(name.startswith("test") for name in methods):
        return False
    if _MANAGER.fullmatch(node[2]) and methods:
        return True
    about_jobs = sum(1 for name in methods if _JOB_METHOD.fullmatch(name))
    return about_jobs >= 2 and about_jobs * 5 >= len(methods) * 2


def _last_word(node: Node) -> str:
    if node[0] == "index":
        node = node[2]
    return str(node[3] if node[0] == "attr" else node[2] if node[0] == "name" else "")


def _patches(interface: tuple[Node, ...], text: bytes) -> tuple[tuple[str, str], ...]:
    """What the file sets on a class from outside: statements at its top, and any `setattr`."""
    found: set[tuple[str, str]] = set()
    for node in interface:
        if node[0] == "assign":
            for target in node[2]:
                if target[0] == "attr":
                    found.add((_last_word(target[2]), target[3]))
    if b"setattr(" in text:
        for owner, name in _SETATTR.findall(text):
            if owner not in (b"self", b"cls"):
                found.add((owner.rpartition(b".")[2].decode(), name.decode() or "*"))
    return tuple(sorted(found))


def _jobs(interface: tuple[Node, ...]) -> tuple[str, ...]:
    """The names in a worker's `functions = [...]` (arq)."""
    names: list[str] = []
    for node in walk(interface):
        if node[0] != "assign" or node[3] is None or node[3][0] not in ("list", "tuple"):
            continue
        if any(target[0] == "name" and target[2] == "functions" for target in node[2]):
            names.extend(inner[2] for inner in walk(node[3][2]) if inner[0] == "name")
    return tuple(dict.fromkeys(names))


def _backrefs(owner: str, call: Node, annotation: Node | None) -> list[tuple[str, str, str, bool]]:
    target = call[3][0] if call[3] else annotation
    named = [node for node in walk((target,)) if node[0] in ("str", "name", "attr")] if target else []
    if not named:
        return []
    last = named[-1] if call[3] == () else named[0]
    name = re.sub(r"\W+$", "", str(last[3] if last[0] == "attr" else last[2]))
    for word, value in call[4]:
        if word == "backref" and value[0] == "str":
            return [(name.rpartition(".")[2], owner, value[2], False)]
        if word == "backref" and value[0] == "call" and value[3] and value[3][0][0] == "str":
            lazy = next((v[2] for w, v in value[4] if w == "lazy" and v[0] in ("str", "const")), "select")
            eager = lazy in ("joined", "selectin", "subquery", "immediate", False)
            return [(name.rpartition(".")[2], owner, value[3][0][2], eager)]
    return []
