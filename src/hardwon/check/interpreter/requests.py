"""Runs a function as its framework would: dependencies first, then the function, then what dependencies do
last.
"""

from __future__ import annotations

from collections.abc import Hashable

from msgspec.structs import replace

from hardwon.check.interpreter.contexts import Leave
from hardwon.check.interpreter.execution import Machine, keep_exit
from hardwon.check.interpreter.running import is_vague
from hardwon.check.interpreter.sessions import SESSION_NAMES, as_session, is_session_class
from hardwon.check.interpreter.state import Session, State
from hardwon.check.linking.project import function_node, owner_of
from hardwon.check.linking.values import (
    Bound,
    ClassRef,
    Closure,
    Coroutine,
    FunctionRef,
    Instance,
    Made,
    Value,
)
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node, Param

_DEPENDS = frozenset({"Depends", "Security"})


class Requests(Machine):
    """Runs roots: functions that nobody in the project is known to call."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.leaves: list[Leave] = []
        self.early_leaves: list[Leave] = []
        self.closures: list[Closure] = []
        self._given: dict[Value, Value] = {}
        self._depending = 0
        self._function_scoped = False

    def adopt(self, other: Requests) -> None:
        """Goes on where another machine was, inside its root."""
        self._numbers = other._numbers

    def run_root(self, function: FunctionRef) -> list[State]:
        """The states at the ways out of `function`; the root's frame stays entered."""
        params, _, body, spans = self.project.body(function)
        node = function_node(self.project, function)
        frame = self.new_frame(function.path, spans, function, is_async=bool(node and node[7]))
        self.stack.append(frame)
        owner = owner_of(function)
        if owner is not None and params and not self._is_static(function):
            frame.owner = ClassRef(owner.path, owner.name) if params[0][0] == "cls" else Instance(owner)
            self.bind(params[0][0], frame.owner)
            params = params[1:]
        for param in params:
            self.bind(param[0], self.parameter(param))
        return self._ways_out(body)

    def run_module(self, path: str) -> list[State]:
        """The states after the statements at the top of a module."""
        facts = self.project.facts(path)
        self.stack.append(self.new_frame(path, facts.spans, None))
        return self._ways_out(facts.interface)

    def run_inner(self, closure: Closure) -> list[State]:
        """The states after a function that is defined inside the root."""
        frame = self.new_frame(
            closure.path, closure.spans, None, outer=closure.frame, is_async=closure.node[7]
        )
        self.stack.append(frame)
        for param in closure.node[3]:
            self.bind(param[0], self.parameter(param))
        return self._ways_out(closure.node[6])

    def _ways_out(self, body: tuple[Node, ...]) -> list[State]:
        frame = self.frame
        if self.run_block(body):
            keep_exit(frame.exits, self.state)
        return frame.exits

    def _is_static(self, function: FunctionRef) -> bool:
        node = function_node(self.project, function)
        return any(d[0] == "name" and d[2] == "staticmethod" for d in node[5]) if node else False

    def on_def(self, closure: Closure) -> None:
        if len(self.stack) == 1:
            self.closures.append(closure)

    # Parameters

    def parameter(self, param: Param) -> Value:
        """What the framework, or a caller out of sight, hands in."""
        name, annotation, default, stars = param
        if stars:
            return None
        found = self._dependency(self.frame.path, annotation, default)
        if found is not None:
            return self._depend(*found, annotation)
        value = self.project.instance_of(self.frame.path, annotation)
        if isinstance(value, Instance) and self.model(value.of) is not None:
            return None
        key = ("parameter", self.frame.number, name)
        session = as_session(self, value, key)
        if session is None and annotation is None and SESSION_NAMES.fullmatch(name):
            return self.open_session(key, Session("outer", None, None))
        return session or value

    def bind_generator(self, params: tuple[Param, ...], args: tuple[Value, ...], made: Coroutine) -> None:
        if not self._depending:
            super().bind_generator(params, args, made)
            return
        for place, param in enumerate(params):
            self.bind(param[0], args[place] if place < len(args) else self.parameter(param))

    def _dependency(
        self, path: str, annotation: Node | None, default: Node | None, depth: int = 0
    ) -> tuple[str, Node] | None:
        """The `Depends(...)` of a parameter, in its default, its annotation or an alias of that; and its
        file.
        """
        if default is not None and self._is_depends(path, default):
            return path, default
        if annotation is None or depth > 4:
            return None
        if annotation[0] == "index":
            for item in annotation[3]:
                if self._is_depends(path, item):
                    return path, item
        if annotation[0] == "name":
            alias = self.project.alias(path, annotation[2])
            return self._dependency(alias[0], alias[1], None, depth + 1) if alias else None
        if annotation[0] == "attr":
            module = self.project.evaluate(path, annotation[2])
            place = getattr(module, "path", "")
            alias = self.project.alias(place, annotation[3]) if place else None
            return self._dependency(alias[0], alias[1], None, depth + 1) if alias else None
        return None

    def _is_depends(self, path: str, node: Node) -> bool:
        if node[0] != "call":
            return False
        function = node[2]
        word = function[3] if function[0] == "attr" else function[2] if function[0] == "name" else ""
        return word in _DEPENDS

    def _depend(self, path: str, call: Node, annotation: Node | None) -> Value:
        target: Value = self.project.evaluate(path, call[3][0]) if call[3] else None
        if target is None and not call[3]:
            declared = self.project.instance_of(self.frame.path, annotation)
            target = declared.of if isinstance(declared, Instance) else None
        scope = dict(call[4]).get("scope")
        cached = dict(call[4]).get("use_cache", ("const", 0, True))[2] is not False
        if cached and target is not None and target in self._given:
            return self._given[target]
        value = self._provide(target, annotation, ends_early=scope is not None and scope[2] == "function")
        if cached and target is not None:
            self._given[target] = value
        return value

    def _provide(self, target: Value, annotation: Node | None, *, ends_early: bool) -> Value:
        if isinstance(target, Instance):
            target = self.attribute(target, "__call__", ("const", 0, None))
        if isinstance(target, ClassRef):
            return self._provide_object(target)
        function = target.function if isinstance(target, Bound) else target
        if not isinstance(function, FunctionRef) or self._depending > 4:
            return self._declared_request(target, annotation)
        params, returns, body, spans = self.project.body(function)
        self._depending += 1
        try:
            if self.project.once(("yields", function), lambda: any(n[0] == "yield" for n in walk(body))):
                made = Coroutine(target, (), ())
                value, leave = self.enter_generator(made, ("const", 0, None))
                (self.early_leaves if ends_early else self.leaves).append(leave)
            else:
                value = self._provided_by(function, target, params, body, spans)
            declared = self.project.instance_of(function.path, returns)
        finally:
            self._depending -= 1
        if value is None and is_session_class(self.project, getattr(declared, "of", None)) is not None:
            return self._declared_request(target, annotation)
        return declared if value is None or is_vague(value, declared) else value

    def _provided_by(
        self,
        function: FunctionRef,
        target: Value,
        params: tuple[Param, ...],
        body: tuple[Node, ...],
        spans: bytes,
    ) -> Value:
        frame = self.new_frame(function.path, spans, function)
        owner = target.owner if isinstance(target, Bound) else None
        frame.owner = owner
        self.stack.append(frame)
        if owner is not None and params:
            self.bind(params[0][0], owner)
            params = params[1:]
        for param in params:
            self.bind(param[0], self.parameter(param))
        return self.leave_frame(frame, reaches_end=self.run_block(body))

    def _provide_object(self, of: ClassRef) -> Value:
        made = Instance(of, ("dependency", of))
        method = self.project.class_attribute(of, "__init__")
        if isinstance(method, FunctionRef):
            params, _, body, spans = self.project.body(method)
            self._depending += 1
            self._provided_by(method, Bound(method, made), params, body, spans)
            self._depending -= 1
        return made

    def _declared_request(self, target: Value, annotation: Node | None) -> Value:
        """A dependency out of sight: by its annotation, a session that ends with the request."""
        value = self.project.instance_of(self.frame.path, annotation)
        key: Hashable = ("request", target, repr(annotation and annotation[0]))
        session = as_session(self, value, key, "request")
        if session is None:
            return value if not isinstance(value, Instance) or self.model(value.of) is None else None
        self.leaves.append(lambda: self.close_session(session.key))
        return session

    def on_entered(self, function: FunctionRef, before: set[object]) -> None:
        if not self._depending:
            return
        for key, session in self.state.sessions.items():
            if key not in before and session.kind in ("block", "opened"):
                self.state.sessions[key] = replace(session, kind="request", opener=function.short)


def is_background_tasks(value: Value) -> bool:
    """Whether a value is Starlette's or FastAPI's list of background tasks."""
    return isinstance(value, Made) and value.of.last == "BackgroundTasks"
