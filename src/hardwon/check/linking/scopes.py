"""What names and expressions in one function stand for, without running it.

Cheaper than the interpreter and blind to order: a variable has a value only where all that is assigned to it
agrees. Enough to tell what is called and of which class an object is; not what has been loaded or closed.
"""

from __future__ import annotations

from array import array

from msgspec import Struct

from hardwon.check.entries import Dependency
from hardwon.check.linking.fields import field_of
from hardwon.check.linking.project import Project, function_node, owner_of
from hardwon.check.linking.values import (
    Bound,
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
from hardwon.check.syntax.facts import span_table
from hardwon.check.syntax.trees import Node, Param
from hardwon.check.syntax.visits import Visit, visits

_DEEPEST = 12
_NO_CIRCLE = 1 << 30


class Assigned(Struct, frozen=True):
    """One way a local name gets its value: `how` is `value`, `turn` (of a loop), `entered` (a `with`),
    `import` or `other`.
    """

    how: str
    node: Node | None
    annotation: Node | None = None


class Scope:
    """One function: its parameters, its statements, and what is known of the names in it.

    `visits` goes through every node once, inner functions included; ids of nodes index `spans`.
    """

    def __init__(self, project: Project, function: FunctionRef) -> None:
        self.project = project
        self.function = function
        self.path = function.path
        self.node = function_node(project, function)
        self.params: tuple[Param, ...]
        self.params, self.returns, self.body, spans = project.body(function)
        self.spans: array[int] = span_table(spans)
        self.is_async = bool(self.node and self.node[7])
        self._read()

    def _read(self) -> None:
        """Makes what follows from the parameters and the statements."""
        self.visits: tuple[Visit, ...] = tuple(visits(self.body))
        self._assigned = _assignments(self.visits)
        self._params = {param[0]: param for param in self.params}
        self._answers: dict[str, tuple[Value, frozenset[Dependency]]] = {}
        # While a name is worked out: the places of those that wait for it, what is known of others, and the
        # place of the first whose value was assumed for that, as it stands for itself.
        self._asking: dict[str, int] = {}
        self._known: dict[str, tuple[Value, frozenset[Dependency], int]] = {}
        self._unsure: list[str] = []
        self._outermost = _NO_CIRCLE

    @property
    def owner(self) -> ClassRef | None:
        """The class that the function is a method of."""
        return owner_of(self.function)

    def span(self, node: Node) -> tuple[int, int]:
        """First byte of a node of this function, and the byte after its last."""
        return self.spans[node[1]], self.spans[node[1] + 1]

    def text(self, node: Node) -> str:
        """A node as it is written."""
        start, end = self.span(node)
        return self.project.text(self.path)[start:end].decode("utf-8", "replace")

    def calls(self) -> list[Visit]:
        """The calls in the function, in the order of the text, those in inner functions included."""
        return [visit for visit in self.visits if visit.node[0] == "call"]

    def assigned(self, name: str) -> list[Assigned]:
        """All that the function assigns to a local name; empty for a parameter that keeps its value."""
        return self._assigned.get(name, [])

    def is_param(self, name: str) -> bool:
        return name in self._params

    def value(self, node: Node | None, depth: int = 0) -> Value:
        """What an expression stands for; None where that cannot be told."""
        if node is None:
            return None
        if depth > _DEEPEST:
            self._outermost = -1
            return None
        kind = node[0]
        if kind == "name":
            return self._name(node, depth)
        if kind == "attr":
            return self.attribute(self.value(node[2], depth + 1), node[3])
        if kind == "call":
            return self.called(self.value(node[2], depth + 1), node)
        if kind in ("await", "star"):
            return self.value(node[2], depth + 1)
        if kind == "walrus":
            return self.value(node[3], depth + 1)
        if kind == "str":
            return Text(node[2])
        if kind == "const":
            return External(f"builtins.{node[2]}") if node[2] is None or isinstance(node[2], bool) else None
        if kind == "choose":
            first, second = self.value(node[3], depth + 1), self.value(node[4], depth + 1)
            return first if first == second else None
        if kind == "binary" and node[2] in ("or", "and"):
            values = [self.value(part, depth + 1) for part in node[3]]
            return next((value for value in values if value is not None), None)
        if kind == "index":
            value = self.value(node[2], depth + 1)
            return value.each if isinstance(value, Many) else None
        if kind == "each":
            return Many(self.value(node[3], depth + 1))
        return None

    def callee(self, call: Node) -> Value:
        """What a call calls: `FunctionRef`, `Bound`, `ClassRef`, `External`, ...; None if unknown."""
        return self.value(call[2])

    def attribute(self, value: Value, name: str) -> Value:
        """`value.name`."""
        if isinstance(value, Instance):
            return self._of_instance(value, name)
        if isinstance(value, ClassRef):
            found = self.project.class_attribute(value, name)
            if isinstance(found, FunctionRef) and self._has(found, "classmethod"):
                return Bound(found, value)
            return found
        if isinstance(value, External | ModuleRef | Made):
            return self.project.attribute(value, name)
        return None

    def called(self, value: Value, node: Node) -> Value:
        """What calling `value` gives, as far as annotations tell."""
        function = value.function if isinstance(value, Bound) else value
        if isinstance(function, FunctionRef):
            return self.project.returned(function) or self._opened(function)
        return self.project.called(value, self.path, node)

    def _opened(self, function: FunctionRef) -> Value:
        """What `with` gets from a function that is a context manager by its decorator: what it yields."""
        if not (self._has(function, "asynccontextmanager") or self._has(function, "contextmanager")):
            return None
        value = self.project.once(("yielded", function), lambda: _yielded(scope_of(self.project, function)))
        return Many(value) if value is not None else None

    def _of_instance(self, value: Instance, name: str) -> Value:
        found = self.project.member_of(value.of, name)
        if found is not None and found[1][0] == "def":
            function = FunctionRef(found[0].ref.path, f"{found[0].ref.name}.{name}", found[1][1])
            if self._has(function, "property") or self._has(function, "cached_property"):
                return self.project.returned(function)
            return function if self._has(function, "staticmethod") else Bound(function, value)
        given = self.project.class_attribute(value.of, name) if found is not None else None
        return given if given is not None else field_of(self.project, value.of, name)

    def _has(self, function: FunctionRef, decorator: str) -> bool:
        node = function_node(self.project, function)
        return any(part[-1] == decorator for part in node[5]) if node else False

    def _name(self, node: Node, depth: int) -> Value:
        name = node[2]
        if name not in self._params and name not in self._assigned:
            return self._beyond(node, depth)
        return self._worked_out(name, depth) if self._asking else self._answer(name)

    def _answer(self, name: str) -> Value:
        """The value of a local name, whichever name was asked for before."""
        if name not in self._answers:
            self._answers[name] = self.project.recorded(lambda: self._worked_out(name, 0))
            # What names that stand for each other are worth depends on where one begins.
            for unsure in self._unsure:
                del self._known[unsure]
            self._unsure.clear()
        value, seen = self._answers[name]
        self._note(seen)
        return value

    def _worked_out(self, name: str, depth: int) -> Value:
        if name in self._asking:
            self._outermost = min(self._outermost, self._asking[name])
            return None
        if name not in self._known:
            before, self._outermost = self._outermost, _NO_CIRCLE
            place = self._asking[name] = len(self._asking)
            value, seen = self.project.recorded(lambda: self._local(name, depth))
            del self._asking[name]
            outermost = self._outermost if self._outermost < place else _NO_CIRCLE
            self._known[name] = (value, seen, outermost)
            if outermost != _NO_CIRCLE:
                self._unsure.append(name)
            self._outermost = before
        value, seen, outermost = self._known[name]
        self._outermost = min(self._outermost, outermost)
        self._note(seen)
        return value

    def _note(self, seen: frozenset[Dependency]) -> None:
        """Whoever gets to know a value by what another rule asked looked at the same."""
        for what in seen:
            self.project.note(what)

    def _beyond(self, node: Node, depth: int) -> Value:
        """What a name stands for that the function does not bind."""
        return self.project.evaluate(self.path, node)

    def _local(self, name: str, depth: int) -> Value:
        found: list[Value] = []
        if name in self._params:
            found.append(self._param(name))
        for given in self._assigned.get(name, ()):
            if given.annotation is not None and given.annotation[-1] != "Final":
                found.append(self.project.instance_of(self.path, given.annotation))
            elif given.how == "value":  # a bare `Final` leaves the type to the value
                found.append(self.value(given.node, depth + 1))
            elif given.how == "turn":
                value = self.value(given.node, depth + 1)
                found.append(value.each if isinstance(value, Many) else None)
            elif given.how == "entered":
                found.append(self._entered(self.value(given.node, depth + 1)))
            elif given.how == "import":
                found.append(self._imported(name, given.node))
            else:
                found.append(None)
        known = [value for value in found if value != External("builtins.None")]
        return known[0] if known and all(value == known[0] for value in known) else None

    def _imported(self, name: str, node: Node | None) -> Value:
        if node is None:
            return None
        if node[0] == "from":
            for member, alias in node[4]:
                if (alias or member) == name:
                    return self.project.import_from(self.path, node[2], node[3], member)
            return None
        for dotted, alias in node[2]:
            module = dotted if alias else dotted.partition(".")[0]
            if (alias or module) == name:
                found = self.project.find_module(self.path, module)
                return ModuleRef(found) if found else External(module)
        return None

    def _param(self, name: str) -> Value:
        _, annotation, default, stars = self._params[name]
        owner = self.owner
        if stars:
            return None
        if owner is not None and self.params and self.params[0][0] == name and annotation is None:
            if name == "cls":
                return owner
            return None if self._has(self.function, "staticmethod") else Instance(owner)
        value = self.project.instance_of(self.path, annotation)
        return value if value is not None or default is None else self.project.evaluate(self.path, default)

    def _entered(self, value: Value) -> Value:
        """What `with value as name` binds."""
        if isinstance(value, Instance):
            for method in ("__aenter__", "__enter__"):
                found = self.project.class_attribute(value.of, method)
                if isinstance(found, FunctionRef):
                    return self.project.returned(found) or value
            return value
        return value.each if isinstance(value, Many) else value


def _yielded(scope: Scope) -> Value:
    """The value of the function's only `yield`."""
    found = [visit.node for visit in scope.visits if visit.node[0] == "yield" and not visit.is_inner]
    return scope.value(found[0][2]) if len(found) == 1 else None


def scope_of(project: Project, function: FunctionRef) -> Scope:
    """The scope of a function, made once a file that is judged."""
    return project.briefly(("scope", function), lambda: Scope(project, function))


def _assignments(found: tuple[Visit, ...]) -> dict[str, list[Assigned]]:
    names: dict[str, list[Assigned]] = {}

    def bind(target: Node | None, given: Assigned) -> None:
        if target is None:
            return
        if target[0] == "name":
            names.setdefault(target[2], []).append(given)
        elif target[0] in ("tuple", "list", "star"):
            for inner in target[2] if target[0] != "star" else (target[2],):
                bind(inner, Assigned("other", None))

    for visit in found:
        node = visit.node
        kind = node[0]
        if visit.is_inner and any(step.kind in ("def", "class") for step in visit.way):
            continue  # an inner function's own names
        if kind == "assign":
            for target in node[2]:
                bind(target, Assigned("value", node[3], node[4]))
        elif kind == "walrus":
            bind(node[2], Assigned("value", node[3]))
        elif kind == "update":
            bind(node[2], Assigned("other", None))
        elif kind == "for":
            bind(node[2], Assigned("turn", node[3]))
        elif kind == "each":
            for clause in node[4]:
                if clause[0] == "for":
                    bind(clause[1], Assigned("turn", clause[2]))
        elif kind == "with":
            for expression, target in node[2]:
                bind(target, Assigned("entered", expression))
        elif kind in ("def", "class"):
            names.setdefault(node[2], []).append(Assigned("other", None))
        elif kind == "import":
            for dotted, alias in node[2]:
                names.setdefault(alias or dotted.partition(".")[0], []).append(Assigned("import", node))
        elif kind == "from":
            for member, alias in node[4]:
                names.setdefault(alias or member, []).append(Assigned("import", node))
    return names
