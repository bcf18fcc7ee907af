"""Writes `.options(selectinload(...))` into the statement that loads a record, with the import it needs."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from hardwon.check.linking.project import Project
from hardwon.check.linking.scopes import Scope
from hardwon.check.linking.values import ClassRef, External
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

Edit = tuple[int, int, str]
Steps = tuple[tuple[ClassRef, str], ...]

_SELECTS = frozenset({"select", "query"})
_LAST_NAME = lazily(rb"(\w+)(?=[\s,)]*\Z)")
_FIRST_NAME = lazily(rb"\(\s*(?=\w)")


def spoken(steps: Steps) -> str:
    """The loader option for the relationships, by the short names of the classes."""
    return _option("selectinload", [f"{model.short}.{name}" for model, name in steps])


def eager(project: Project, scope: Scope, key: Hashable, steps: Steps) -> tuple[Edit, ...]:
    """The edits that load the relationships together with the record known under `key`; empty where that is
    not certain: the statement is not written in this function, or a class has no name there.
    """
    if not (isinstance(key, tuple) and len(key) == 6 and key[1] == scope.path and not key[5]):
        return ()
    visit = next((v for v in scope.visits if scope.span(v.node) == (key[2], key[3])), None)
    if visit is None or "yield_per" in scope.text(visit.node):
        return ()
    heads = list(_heads(scope, visit.node, steps[0][0], 0))
    if len(heads) != 1 or any(project.member_of(model, name) is None for model, name in steps):
        return ()
    head, root = heads[0]
    names = [root]
    for model, _ in steps[1:]:
        name = _named(project, scope.path, root, model)
        if not name:
            return ()
        names.append(name)
    loader = _loader(project, scope.path)
    if loader is None:
        return ()
    option = _option(loader[0], [f"{name}.{step[1]}" for name, step in zip(names, steps, strict=True)])
    end = scope.span(head)[1]
    return ((end, end, f".options({option})"), *loader[1])


def _option(loader: str, attributes: list[str]) -> str:
    last = loader.rpartition(".")[2]
    rest = "".join(f".{last}({attribute})" for attribute in attributes[1:])
    return f"{loader}({attributes[0]}){rest}"


def _heads(scope: Scope, node: Node, model: ClassRef, depth: int) -> Iterator[tuple[Node, str]]:
    """Where a statement for records of `model` begins: `select(Model)`, `query(Model)` or `Model.query`, and
    how the class is written there.
    """
    found = False
    for inner in walk((node,)):
        entity: Node | None = None
        if inner[0] == "call" and inner[2][-1] in _SELECTS and len(inner[3]) == 1 and not inner[4]:
            entity = inner[3][0]
        elif inner[0] == "attr" and inner[3] == "query":
            entity = inner[2]
        if entity is not None and scope.value(entity) == model:
            found = True
            yield inner, scope.text(entity)
    if found or depth > 3:
        return
    for inner in walk((node,)):
        if inner[0] == "name":
            for given in scope.assigned(inner[2]):
                if given.how == "value" and given.node is not None and given.node is not node:
                    yield from _heads(scope, given.node, model, depth + 1)


def _named(project: Project, path: str, root: str, model: ClassRef) -> str:
    """How the file names a class at run time: as it is imported, or beside `root`; "" where it does not."""
    prefix = root.rpartition(".")[0]
    name = f"{prefix}.{model.short}" if prefix else model.short
    if project.evaluate(path, project.quoted(name)) != model:
        return ""
    if prefix:
        return name
    for node in project.facts(path).interface:  # one imported for annotations only stands in an `if`
        if node[0] == "class" and node[2] == name:
            return name
        if node[0] == "from" and any((alias or member) == name for member, alias in node[4]):
            return name
    return ""


def _loader(project: Project, path: str) -> tuple[str, tuple[Edit, ...]] | None:
    """How the file may call `selectinload`, and the edit that imports it, if needed."""
    if project.lookup(path, "selectinload") == External("sqlalchemy.orm.selectinload"):
        return "selectinload", ()
    if project.binds(path, "selectinload"):
        return None
    text = project.text(path)
    after = -1
    for node in project.facts(path).interface:
        if node[0] == "import":
            for dotted, alias in node[2]:
                if dotted == "sqlalchemy.orm" and alias:
                    return f"{alias}.selectinload", ()
        if node[0] != "from" or node[3]:
            continue
        start, end = project.span(path, node[1])
        if node[2] == "sqlalchemy" and ("orm", None) in node[4]:
            return "orm.selectinload", ()
        if node[2] == "sqlalchemy.orm" and node[4] and node[4][0][0] != "*":
            edit = _also(text, start, end)
            if edit is not None:
                return "selectinload", (edit,)
        if node[2].partition(".")[0] in ("sqlalchemy", "sqlmodel"):
            after = end
    line = text.find(b"\n", after) + 1
    if after < 0 or not line:
        return None
    return "selectinload", ((line, line, "from sqlalchemy.orm import selectinload\n"),)


def _also(text: bytes, start: int, end: int) -> Edit | None:
    """The edit that makes a `from` import bring `selectinload`, too."""
    written = text[start:end]
    if b"(" not in written:
        return (end, end, ", selectinload")
    opening = _FIRST_NAME.search(written)
    if opening is None:
        return None
    if b"\n" not in written and (last := _LAST_NAME.search(written)):
        return (start + last.end(), start + last.end(), ", selectinload")
    gap = written[opening.start() + 1 : opening.end()].decode()
    last = _LAST_NAME.search(written)
    if b"#" in written or last is None:
        return (start + opening.end(), start + opening.end(), f"selectinload,{gap}")
    return (start + last.end(), start + last.end(), f",{gap}selectinload")
