"""What the methods of a class keep in `self`."""

from __future__ import annotations

from hardwon.check.linking.project import Project
from hardwon.check.linking.values import ClassRef, FunctionRef, Value
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node, Param


def field_of(project: Project, of: ClassRef, name: str) -> Value:
    """What the methods of a class or its ancestors assign to `self.name`, `__init__` first; None where
    that cannot be told.
    """
    return project.once(("field", of, name), lambda: _field(project, of, name))


def _field(project: Project, of: ClassRef, name: str) -> Value:
    for known in project.line_of(of).classes:
        methods = sorted(
            (choices[-1].node for choices in known.names.by_name.values() if choices[-1].node[0] == "def"),
            key=lambda node: (node[2] not in ("__init__", "__post_init__"), node[1]),
        )
        for method in methods:
            function = FunctionRef(known.ref.path, f"{known.ref.name}.{method[2]}", method[1])
            text = project.part(function.path, function.name, function.number)
            if f"self.{name}".encode() not in text:
                continue
            params, _, body, _ = project.body(function)
            value = _assigned(project, known.ref.path, params, body, name)
            if value is not None:
                return value
    return None


def _assigned(
    project: Project, path: str, params: tuple[Param, ...], body: tuple[Node, ...], name: str
) -> Value:
    given = {param[0]: param for param in params}
    for node in walk(body):
        if node[0] != "assign" or not any(_is_self(target, name) for target in node[2]):
            continue
        value = project.instance_of(path, node[4]) if node[4] is not None else None
        source = node[3]
        if value is None and source is not None:
            parts = source[3] if source[0] == "binary" else (source,)
            for part in parts:
                if part[0] == "name" and part[2] in given:
                    _, annotation, default, _ = given[part[2]]
                    value = project.instance_of(path, annotation) or project.evaluate(path, default)
                else:
                    value = project.evaluate(path, part)
                if value is not None:
                    break
        if value is not None:
            return value
    return None


def taken_by(project: Project, of: ClassRef, name: str) -> str:
    """The parameter without annotation that `__init__` keeps as `self.name`; "" where there is none."""
    return project.once(("taken", of, name), lambda: _taken_by(project, of, name))


def _taken_by(project: Project, of: ClassRef, name: str) -> str:
    found = project.member_of(of, "__init__")
    if found is None or found[1][0] != "def":
        return ""
    params, _, body, _ = project.body(
        FunctionRef(found[0].ref.path, f"{found[0].ref.name}.__init__", found[1][1])
    )
    plain = {param[0] for param in params if param[1] is None and not param[3]}
    for node in body:
        if node[0] == "assign" and node[3] is not None and any(_is_self(target, name) for target in node[2]):
            return str(node[3][2]) if node[3][0] == "name" and node[3][2] in plain else ""
    return ""


def _is_self(target: Node, name: str) -> bool:
    return bool(
        target[0] == "attr" and target[3] == name and target[2][0] == "name" and target[2][2] == "self"
    )
