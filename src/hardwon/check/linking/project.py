"""The linked project: what a name in one file means, through imports, classes and assignments of others."""

from __future__ import annotations

import builtins

from msgspec import Struct

from hardwon.check.linking.linked import Linked
from hardwon.check.linking.values import (
    ClassRef,
    External,
    FunctionRef,
    Instance,
    Made,
    Many,
    ModuleRef,
    Text,
    Value,
)
from hardwon.check.syntax.facts import parse_expression, parse_signature
from hardwon.check.syntax.names import Binding, Names
from hardwon.check.syntax.trees import Node

_WRAPPERS = frozenset(
    {
        "Optional",
        "Annotated",
        "Final",
        "ClassVar",
        "Awaitable",
        "Required",
        "NotRequired",
        "Coroutine",
        "Mapped",
        "InitVar",
    }
)
_CONTAINERS = frozenset(
    {
        "list",
        "List",
        "Sequence",
        "Iterable",
        "Iterator",
        "Generator",
        "AsyncIterator",
        "AsyncGenerator",
        "AsyncIterable",
        "set",
        "Set",
        "frozenset",
        "tuple",
        "Tuple",
        "deque",
        "Collection",
    }
)
_BUILTINS = frozenset(dir(builtins))
_FARTHEST = 12
Trail = frozenset[tuple[str, str]]


class Class(Struct, frozen=True):
    """One class; `bases` in the order written, None for one that is not known."""

    ref: ClassRef
    node: Node
    names: Names
    bases: tuple[Value, ...]
    keywords: dict[str, Node]
    decorators: tuple[Node, ...]


class Line(Struct, frozen=True):
    """A class and its ancestors in the project, nearest first, and the bases from outside.

    `open` says that a base could not be resolved at all.
    """

    classes: tuple[Class, ...]
    external: tuple[Value, ...]
    open: bool


class Project(Linked):
    """All files, joined: names, annotations and classes across them."""

    # Names

    def lookup(self, path: str, name: str, trail: Trail = frozenset()) -> Value:
        """What `name` means at the top of the module at `path`; None where that cannot be told."""
        if path.endswith("/"):
            found = self.find_module(f"{path}__init__.py", name, 1)
            return ModuleRef(found) if found else None
        if (path, name) in trail or len(trail) > _FARTHEST:
            return None
        if trail:
            return self._lookup(path, name, trail)
        return self.once(("lookup", path, name), lambda: self._lookup(path, name, trail))

    def _lookup(self, path: str, name: str, trail: Trail) -> Value:
        trail = trail | {(path, name)}
        self.note(("name", path, name))
        names = self.names(path)
        for binding in names.choices(name):
            value = self._bound(path, name, binding, trail)
            if value is not None:
                return value
        if name in names.by_name:
            return None
        self.note(("name", path, "*"))
        for star in names.stars:
            source = self.find_module(path, star.module, star.level)
            value = self.lookup(source, name, trail) if source and source != path else None
            if value is not None:
                return value
        if path.endswith("/__init__.py") or path == "__init__.py":
            found = self.find_module(path, name, 1)
            if found:
                return ModuleRef(found)
        return None

    def binds(self, path: str, name: str) -> bool:
        """Whether the module binds `name` at its top by name, known or not."""
        self.note(("name", path, name))
        return name in self.names(path).by_name

    def _bound(self, path: str, name: str, binding: Binding, trail: Trail) -> Value:
        node = binding.node
        if binding.kind == "def":
            return FunctionRef(path, name, node[1])
        if binding.kind == "class":
            return ClassRef(path, name)
        if binding.kind == "import":
            found = self.find_module(path, binding.module)
            return ModuleRef(found) if found else External(binding.module)
        if binding.kind == "from":
            return self.import_from(path, binding.module, binding.level, binding.member, trail)
        return self._assigned(path, node, trail)

    def _assigned(self, path: str, node: Node, trail: Trail) -> Value:
        value = self.evaluate(path, node[3], trail) if node[3] is not None else None
        return self._declared(path, node, value)

    def _declared(self, path: str, node: Node, value: Value) -> Value:
        """The value of an assignment, or what its annotation says where that is more."""
        if node[4] is None or isinstance(value, Instance | ClassRef | FunctionRef):
            return value
        declared = self.instance_of(path, node[4])
        return declared if value is None or isinstance(declared, Instance) else value

    def import_from(
        self, path: str, module: str, level: int, member: str, trail: Trail = frozenset()
    ) -> Value:
        """What `from module import member` gives in the file at `path`."""
        source = self.find_module(path, module, level)
        if source is None:
            return External(f"{'.' * level}{module}.{member}")
        if source == path:
            found = self.find_module(path, member, 1)
            return ModuleRef(found) if found and found != path else None
        value = self.lookup(source, member, trail)
        if value is None and not source.endswith("/"):
            found = self.find_module(source, member, 1) if source.endswith("__init__.py") else None
            return ModuleRef(found) if found else None
        return value

    # Expressions outside of functions

    def evaluate(self, path: str, node: Node | None, trail: Trail = frozenset()) -> Value:
        """What an expression at the top of a module stands for."""
        if node is None or len(trail) > _FARTHEST:
            return None
        kind = node[0]
        if kind == "name":
            return self.lookup(path, node[2], trail) or builtin(node[2], shadowed=self.binds(path, node[2]))
        if kind == "attr":
            return self.attribute(self.evaluate(path, node[2], trail), node[3])
        if kind == "call":
            return self.called(self.evaluate(path, node[2], trail), path, node)
        if kind == "str":
            return Text(node[2])
        if kind == "await":
            return self.evaluate(path, node[2], trail)
        if kind == "choose":
            return self.evaluate(path, node[3], trail) or self.evaluate(path, node[4], trail)
        if kind == "index":
            value = self.evaluate(path, node[2], trail)
            return value if isinstance(value, ClassRef | External) else None
        if kind == "binary" and node[2] in ("or", "and"):
            return next((value for part in node[3] if (value := self.evaluate(path, part, trail))), None)
        return None

    def attribute(self, value: Value, name: str) -> Value:
        """`value.name`, for modules, external names and classes."""
        if isinstance(value, ModuleRef):
            return self.lookup(value.path, name)
        if isinstance(value, External):
            return External(f"{value.name}.{name}")
        if isinstance(value, Made):
            return External(f"{value.of.name}().{name}")
        if isinstance(value, ClassRef):
            return self.class_attribute(value, name)
        return None

    def called(self, value: Value, path: str, node: Node) -> Value:
        """What calling `value` gives, as far as annotations tell."""
        if isinstance(value, ClassRef):
            return Instance(value)
        if isinstance(value, External):
            return Made(value, path, node)
        if isinstance(value, Made):
            if value.of.name == "typing.Callable" and value.call is not None:
                return self.instance_of(value.path, value.call[3][-1])
            return Made(External(f"{value.of.name}()"), path, node)
        if isinstance(value, FunctionRef):
            return self.returned(value)
        return None

    def returned(self, function: FunctionRef) -> Value:
        """What a function says that it returns."""
        return self.once(("returned", function), lambda: self._returned(function))

    def _returned(self, function: FunctionRef) -> Value:
        node = function_node(self, function)
        if node is None or "->" not in node[4]:
            return None
        return self.instance_of(function.path, parse_signature(node[4])[1])

    # Annotations

    def instance_of(self, path: str, annotation: Node | None, depth: int = 0) -> Value:
        """A value of the annotated type; None where the annotation leaves it open."""
        if annotation is None or depth > _FARTHEST:
            return None
        kind = annotation[0]
        if kind == "str":
            return self.instance_of(path, self.quoted(annotation[2]), depth + 1)
        if kind == "index":
            return self._generic(path, annotation, depth)
        if kind == "binary" and annotation[2] == "|":
            parts = [part for part in annotation[3] if part[0] != "const"]
            return self.instance_of(path, parts[0], depth + 1) if len(parts) == 1 else None
        if kind in ("name", "attr"):
            value = self.evaluate(path, annotation)
            if isinstance(value, ClassRef):
                return Instance(value)
            # `Weather = Annotated[Service, ...]`: the name stands for what is within.
            if isinstance(value, External) and value.top not in ("typing", "typing_extensions"):
                return Made(value)
            if kind == "name":
                alias = self.alias(path, annotation[2])
                if alias:
                    return self.instance_of(alias[0], alias[1], depth + 1)
            return Made(value) if isinstance(value, External) else None
        return None

    def _generic(self, path: str, annotation: Node, depth: int) -> Value:
        outer, items = annotation[2], annotation[3]
        name = outer[2] if outer[0] == "name" else outer[3] if outer[0] == "attr" else ""
        if not items:
            return None
        if name in _WRAPPERS:
            return self.instance_of(path, items[-1] if name == "Coroutine" else items[0], depth + 1)
        if name == "Union":
            parts = [item for item in items if item[0] != "const"]
            return self.instance_of(path, parts[0], depth + 1) if len(parts) == 1 else None
        if name in _CONTAINERS:
            return Many(self.instance_of(path, items[0], depth + 1))
        if name == "Callable":
            return Made(External("typing.Callable"), path, annotation)
        if name in ("type", "Type"):
            value = self.instance_of(path, items[0], depth + 1)
            return value.of if isinstance(value, Instance | Made) else None
        value = self.evaluate(path, outer)
        if isinstance(value, ClassRef):
            return Instance(value)
        return Made(value) if isinstance(value, External) else None

    def quoted(self, text: str) -> Node | None:
        """The expression in a quoted annotation; None where it is not one."""
        return self.once(("quoted", text), lambda: parse_expression(text.strip()))

    # Classes

    def class_of(self, ref: ClassRef) -> Class | None:
        """The class behind a reference; None where the file no longer has it."""
        return self.once(("class", ref), lambda: self._class_of(ref))

    def _class_of(self, ref: ClassRef) -> Class | None:
        self.note(("name", ref.path, ref.name.partition(".")[0]))
        names = self.names(ref.path)
        node: Node | None = None
        for part in ref.name.split("."):
            chosen = [b for b in names.choices(part) if b.kind == "class"]
            if not chosen:
                return None
            node = chosen[0].node
            names = Names(node[6])
        if node is None:
            return None
        bases = tuple(self._base(ref, base) for base in node[3] if base[0] != "star")
        keywords = {word: value for word, value in node[4] if word}
        return Class(ref, node, names, bases, keywords, node[5])

    def _base(self, ref: ClassRef, node: Node) -> Value:
        if node[0] == "index":
            node = node[2]
        value = self.evaluate(ref.path, node)
        outer = ref.name.rpartition(".")[0]
        if value is None and outer and node[0] == "name":
            return self.class_attribute(ClassRef(ref.path, outer), node[2])
        return None if value == ref else value

    def line_of(self, ref: ClassRef) -> Line:
        """The class and what it inherits from; each class once, depth first as written."""
        return self.once(("line", ref), lambda: self._line_of(ref), Line((), (), open=True))

    def _line_of(self, ref: ClassRef) -> Line:
        found: dict[ClassRef, Class] = {}
        external: list[Value] = []
        is_open = False
        waiting: list[Value] = [ref]
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, ClassRef):
                if value in found:
                    continue
                known = self.class_of(value)
                if known is None:
                    is_open = True
                    continue
                found[value] = known
                waiting = [*known.bases, *waiting]
            elif isinstance(value, External | Made):
                external.append(value)
            else:
                is_open = True
        return Line(tuple(found.values()), tuple(external), is_open)

    def member_of(self, ref: ClassRef, name: str) -> tuple[Class, Node] | None:
        """The class in the line that binds `name` in its body, and the statement that does."""
        for known in self.line_of(ref).classes:
            choices = known.names.choices(name)
            if choices:
                return known, choices[0].node
        return None

    def class_attribute(self, ref: ClassRef, name: str) -> Value:
        """`Class.name`: a method, an inner class, or what is assigned in the body."""
        return self.once(("member", ref, name), lambda: self._class_attribute(ref, name))

    def _class_attribute(self, ref: ClassRef, name: str) -> Value:
        found = self.member_of(ref, name)
        if found is None:
            return None
        owner, node = found
        qualified = f"{owner.ref.name}.{name}"
        if node[0] == "def":
            return FunctionRef(owner.ref.path, qualified, node[1])
        if node[0] == "class":
            return ClassRef(owner.ref.path, qualified)
        if node[0] == "assign":
            value = self.evaluate(owner.ref.path, node[3]) if node[3] is not None else None
            return self._declared(owner.ref.path, node, value)
        return None


def builtin(name: str, *, shadowed: bool) -> Value:
    """The built-in of that name, unless the module binds the name itself."""
    return External(f"builtins.{name}") if not shadowed and name in _BUILTINS else None


def owner_of(function: FunctionRef) -> ClassRef | None:
    """The class that a method is written in."""
    outer = function.name.rpartition(".")[0]
    return ClassRef(function.path, outer) if outer else None


def function_node(project: Project, function: FunctionRef) -> Node | None:
    """The `def` of a function, as the interface has it: with decorators, without body."""
    if "." in function.name:
        owner = project.class_of(ClassRef(function.path, function.name.rpartition(".")[0]))
        names = owner.names if owner else None
    else:
        project.note(("name", function.path, function.name))
        names = project.names(function.path)
    for binding in names.by_name.get(function.short, []) if names else []:
        if binding.node[0] == "def" and binding.node[1] == function.number:
            return binding.node
    return None


def decorator_names(project: Project, function: FunctionRef) -> list[tuple[str, Value]]:
    """The last word of each decorator, and what it stands for."""
    node = function_node(project, function)
    found: list[tuple[str, Value]] = []
    for decorator in node[5] if node else ():
        inner = decorator[2] if decorator[0] == "call" else decorator
        word = inner[3] if inner[0] == "attr" else inner[2] if inner[0] == "name" else ""
        found.append((word, project.evaluate(function.path, inner)))
    return found


def inherits(project: Project, ref: ClassRef, ancestor: ClassRef) -> bool:
    """Whether `ref` is `ancestor` or below it."""
    return any(known.ref == ancestor for known in project.line_of(ref).classes)
