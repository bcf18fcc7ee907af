"""What an expression stands for at one point of a function."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from hardwon.check.interpreter import escapes
from hardwon.check.interpreter.frames import Frames
from hardwon.check.interpreter.loading import statement
from hardwon.check.interpreter.sessions import SESSION_NAMES, Keywords, as_session, factory, turns
from hardwon.check.interpreter.state import Session, met
from hardwon.check.interpreter.trace import Turn
from hardwon.check.interpreter.waiting import finish
from hardwon.check.linking.fields import taken_by
from hardwon.check.linking.values import (
    NOTHING,
    Attribute,
    Background,
    Bound,
    ClassRef,
    Closure,
    Coroutine,
    External,
    FunctionRef,
    Instance,
    Made,
    Many,
    Method,
    ModuleRef,
    RecordRef,
    SessionRef,
    Several,
    Statement,
    Table,
    Text,
    Value,
)
from hardwon.check.syntax.trees import Node


class Evaluation(Frames):
    """Evaluates expressions; calling is left to the class above."""

    @abstractmethod
    def call(self, node: Node) -> Value:
        """What a call gives, with all that it does."""

    @abstractmethod
    def run(
        self, function: Value, args: tuple[Value, ...], keywords: Keywords, node: Node, *, awaited: bool
    ) -> Value:
        """Runs a function of the project now."""

    @abstractmethod
    def field(self, owner: Instance, name: str) -> Value:
        """The attribute that the object's class gives it in its methods."""

    def evaluate(self, node: Node | None) -> Value:
        """The value of an expression in the current frame, with all that evaluating it does."""
        if node is None:
            return None
        kind = node[0]
        if kind == "name":
            return self._name(node)
        if kind == "attr":
            return self.attribute(self.evaluate(node[2]), node[3], node)
        if kind == "call":
            return self.call(node)
        if kind == "await":
            return self.awaited(self.evaluate(node[2]), node)
        if kind == "str":
            return Text(node[2])
        if kind == "const":
            return External(f"builtins.{node[2]}") if node[2] is None or isinstance(node[2], bool) else None
        return self._compound(kind, node)

    def _compound(self, kind: str, node: Node) -> Value:
        if kind in ("tuple", "list", "set"):
            return Several(tuple(self.evaluate(item) for item in node[2]))
        if kind == "dict":
            return self._table(node)
        if kind == "index":
            return self._index(node)
        if kind == "each":
            return self._each(node)
        if kind == "lambda":
            frame = self.frame
            frame.closes = True
            closure = Closure(frame.path, node, frame.spans.tobytes(), frame.number)
            escapes.escape(self, closure)
            return closure
        if kind == "binary":
            values = [self.evaluate(part) for part in node[3]]
            if node[2] not in ("or", "and"):
                if node[2] in ("+", "|", "*"):
                    escapes.let_out(self, "", tuple(values))
                return None
            chosen = next((value for value in values if value is not None and value != NOTHING), None)
            escapes.let_out(self, "", tuple(value for value in values if value is not chosen))
            return chosen
        if kind == "choose":
            self.evaluate(node[2])
            first, second = self.evaluate(node[3]), self.evaluate(node[4])
            chosen = met(first, second)
            escapes.let_out(self, "", tuple(value for value in (first, second) if value is not chosen))
            return chosen
        if kind == "walrus":
            value = self.evaluate(node[3])
            if node[2][0] == "name":
                self.bind(node[2][2], value)
            return value
        if kind == "yield":
            value = self.evaluate(node[2])
            self.frame.yields.append(value)
            if len(self.stack) == 1:
                escapes.escape(self, value)
            return None
        if kind in ("not", "star"):
            inner = self.evaluate(node[2])
            return inner if kind == "star" else None
        if kind in ("fstr", "other"):
            for part in node[2]:
                value = self.evaluate(part)
                if kind == "other":
                    escapes.escape(self, value)
        return None

    def _name(self, node: Node) -> Value:
        bound, value = self.variable(node[2])
        if bound:
            return value
        frame = self.frame
        place = (frame.path, node[2])
        if place not in self._globals:
            self._globals[place] = self.project.evaluate(frame.path, node)
        value = self._globals[place]
        if isinstance(value, Made | External):
            return as_session(self, value, ("global", frame.path, node[2])) or value
        return value

    def _table(self, node: Node) -> Value:
        items: list[tuple[str, Value]] = []
        for key, item in node[2]:
            name = self.evaluate(key)
            value = self.evaluate(item)
            if isinstance(name, Text):
                items.append((name.text, value))
            else:
                escapes.escape(self, value)
        return Table(tuple(items))

    def _index(self, node: Node) -> Value:
        value = self.evaluate(node[2])
        places = [self.evaluate(item) for item in node[3]]
        if isinstance(value, Statement):
            value = Many(turns(self, value, node))
        if isinstance(value, Many):
            return value if node[3] and node[3][0][0] == "other" else value.each
        if isinstance(value, Several):
            place = node[3][0][2] if node[3] and node[3][0][0] == "const" else None
            if isinstance(place, int) and place < len(value.items):
                return value.items[place]
            return self.turn(value, node)
        if isinstance(value, Table):
            name = places[0].text if places and isinstance(places[0], Text) else ""
            return dict(value.items).get(name)
        return value if isinstance(value, ClassRef | External) else None

    def _each(self, node: Node) -> Value:
        # A comprehension has variables of its own; what they hide comes back afterwards.
        names = self.state.variables[self.frame.number]
        before = dict(names)
        kept = self.turns
        for clause in node[4]:
            if clause[0] == "for":
                source = self.evaluate(clause[2])
                each = self.turn(source, clause[2])
                self.turns = (*self.turns, Turn(self.site(node), source, each))
                self.assign(clause[1], each)
            else:
                self.evaluate(clause[1])
        value = self.evaluate(node[3])
        self.turns = kept
        self.state.variables[self.frame.number] = before
        return Many(value)

    def turn(self, value: Value, node: Node) -> Value:
        """What a loop over `value` gives each turn."""
        if isinstance(value, Many):
            return value.each
        if isinstance(value, Several):
            first = next((item for item in value.items if item is not None), None)
            escapes.let_out(self, "", tuple(item for item in value.items if item is not first))
            return first
        if isinstance(value, Statement):
            return turns(self, value, node)
        return None

    def assign(self, target: Node, value: Value) -> None:
        """Binds a target: a name, an attribute, or several at once."""
        kind = target[0]
        if kind == "name":
            self.bind(target[2], value)
        elif kind in ("tuple", "list"):
            items: Sequence[Value] = value.items if isinstance(value, Several) else ()
            for place, inner in enumerate(target[2]):
                self.assign(inner, items[place] if place < len(items) else None)
        elif kind == "attr":
            self._assign_attribute(target, value)
        elif kind == "index":
            self.evaluate(target[2])
            for item in target[3]:
                self.evaluate(item)
            escapes.escape(self, value)
        elif kind == "star":
            self.assign(target[2], Many(None))

    def _assign_attribute(self, target: Node, value: Value) -> None:
        owner = self.evaluate(target[2])
        if isinstance(owner, RecordRef):
            self.change(owner, target[3], target)
            escapes.relate(self, owner, target[3], value)
        elif isinstance(owner, Instance) and owner.key != "":
            self.state.fields[(owner.key, target[3])] = value
        elif isinstance(owner, ClassRef):
            self.state.fields[(owner, target[3])] = value
            escapes.escape(self, value)
        else:
            escapes.escape(self, value)

    # Attributes

    def attribute(self, value: Value, name: str, node: Node) -> Value:
        """`value.name`, with what reading it does."""
        if isinstance(value, RecordRef):
            return self._record_attribute(value, name, node)
        if isinstance(value, Instance):
            return self._instance_attribute(value, name, node)
        if isinstance(value, ClassRef):
            return self._class_attribute(value, name)
        if isinstance(value, External | ModuleRef):
            found = self.project.attribute(value, name)
            return as_session(self, found, ("global", name)) or found
        if isinstance(value, Made):
            made = factory(self, value)
            if made is not None and name == "begin":
                return Method(made, name)
            found = self.project.attribute(value, name)
            return as_session(self, found, ("global", name)) or found
        if isinstance(value, Several) and len(value.items) == 1 and isinstance(value.items[0], RecordRef):
            # A row of one record: `row.Order` or a method of the row.
            return value.items[0] if name[:1].isupper() else Method(value, name)
        return Method(value, name) if value is not None else None

    def _record_attribute(self, value: RecordRef, name: str, node: Node) -> Value:
        if name == "awaitable_attrs":
            return value
        record = self.state.records.get(value.key)
        model = self.model(record.model) if record else None
        if model is not None and name in model.methods and name not in model.columns:
            function = model.methods[name]
            if name in model.properties:
                return self.run(Bound(function, value), (), (), node, awaited=False)
            return Bound(function, value)
        return self.touch(value, name, node)

    def _instance_attribute(self, value: Instance, name: str, node: Node) -> Value:
        if value.key != "" and (value.key, name) in self.state.fields:
            return self.state.fields[(value.key, name)]
        found = self.project.member_of(value.of, name)
        if found is not None and found[1][0] == "def":
            function = FunctionRef(found[0].ref.path, f"{found[0].ref.name}.{name}", found[1][1])
            words = _decorators(found[1])
            if words & {"property", "cached_property"}:
                return self.run(Bound(function, value), (), (), node, awaited=False)
            if "staticmethod" in words:
                return function
            return Bound(function, value)
        given = self.project.class_attribute(value.of, name) if found is not None else None
        if given is None:
            given = self.field(value, name)
        if given is None and SESSION_NAMES.fullmatch(name.lstrip("_")):
            kept = taken_by(self.project, value.of, name)
            if SESSION_NAMES.fullmatch(kept):
                key = ("value", (value.of, name))
                if key not in self.state.sessions:
                    self.open_session(key, Session("outer", None, None))
                return SessionRef(key)
        return as_session(self, given, (value.of, name)) or given

    def _class_attribute(self, value: ClassRef, name: str) -> Value:
        model = self.model(value)
        if model is not None:
            if name in model.columns or name in model.relationships:
                return Attribute(value, name)
            if name == "query" and self.project.member_of(value, "query") is None:
                session = self.open_session(("scoped",), Session("scoped", True, False, opener="flask"))
                return statement((value,), session)
        if (value, name) in self.state.fields:
            return self.state.fields[(value, name)]
        found = self.project.class_attribute(value, name)
        if isinstance(found, FunctionRef):
            node = self.project.member_of(value, name)
            if node is not None and "staticmethod" not in _decorators(node[1]):
                return Bound(found, value) if "classmethod" in _decorators(node[1]) else found
        return found

    # Waiting

    def awaited(self, value: Value, node: Node) -> Value:
        """The result of awaiting: a coroutine runs, background work is over."""
        if isinstance(value, Coroutine):
            return self.run(value.function, value.args, value.keywords, node, awaited=True)
        finish(self, value)
        if isinstance(value, Several):
            results = tuple(self.awaited(item, node) for item in value.items)
            return Several(results)
        return None if isinstance(value, Background) else value


def _decorators(node: Node) -> set[str]:
    words = set()
    for decorator in node[5] if node[0] == "def" else ():
        inner = decorator[2] if decorator[0] == "call" else decorator
        words.add(inner[3] if inner[0] == "attr" else inner[2] if inner[0] == "name" else "")
    return words
