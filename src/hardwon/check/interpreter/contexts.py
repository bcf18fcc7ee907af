"""What entering and leaving a `with` statement does: sessions, transactions, task groups, own ones."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from hardwon.check.interpreter.calls import Calls
from hardwon.check.interpreter.frames import Frame
from hardwon.check.interpreter.running import is_context_manager
from hardwon.check.interpreter.sessions import is_spoken_session
from hardwon.check.interpreter.state import Session
from hardwon.check.linking.project import function_node
from hardwon.check.linking.values import (
    Bound,
    Coroutine,
    FunctionRef,
    Group,
    Instance,
    Made,
    Many,
    Method,
    SessionRef,
    Value,
)
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node, Param

Leave = Callable[[], None]


def _nothing() -> None:
    pass


class Contexts(Calls):
    """Enters and leaves context managers."""

    def enter(self, expression: Node, value: Value) -> tuple[Value, Leave]:
        """What `with expression as ...` binds, and what leaving the block does to the current state."""
        if isinstance(value, SessionRef):
            return self._enter_session(value)
        if isinstance(value, Method) and isinstance(value.owner, SessionRef):
            return self._enter_transaction(value, value.owner)
        if isinstance(value, Group):
            return value, lambda: self._end_group(value)
        if isinstance(value, Coroutine) and is_context_manager(value.function, self):
            return self.enter_generator(value, expression)
        if isinstance(value, Instance):
            return self._enter_instance(value, expression)
        inner = expression[2] if expression[0] == "await" else expression
        if inner[0] == "call" and _out_of_sight(value):
            function = inner[2]
            name = function[3] if function[0] == "attr" else function[2] if function[0] == "name" else ""
            if is_spoken_session(name):
                # Out of sight, but called what people call sessions: it ends with its block.
                key = self.unique(inner, "session")
                ref = self.open_session(key, Session("block", None, None, opener=name, site=self.site(inner)))
                return ref, lambda: self.close_session(key)
        return value, _nothing

    def _enter_session(self, ref: SessionRef) -> tuple[Value, Leave]:
        session = self.state.sessions.get(ref.key)
        if session is not None and session.kind in ("opened", "outer"):
            self.state.sessions[ref.key] = replace(session, kind="block")
        return ref, lambda: self.close_session(ref.key)

    def _enter_transaction(self, value: Method, ref: SessionRef) -> tuple[Value, Leave]:
        if value.name == "begin":
            return None, lambda: self.commit(ref.key)
        if value.name == "begin session":

            def leave() -> None:
                self.commit(ref.key)
                self.close_session(ref.key)

            return ref, leave
        return None, _nothing

    def _end_group(self, group: Group) -> None:
        self.state.handed = {
            number: work for number, work in self.state.handed.items() if work.group != group.key
        }

    def _enter_instance(self, value: Instance, node: Node) -> tuple[Value, Leave]:
        for enter, leave in (("__aenter__", "__aexit__"), ("__enter__", "__exit__")):
            method = self.project.class_attribute(value.of, enter)
            if not isinstance(method, FunctionRef):
                continue
            if value.key == "":
                value = Instance(value.of, self.unique(node, "object"))
            got = self.run_always(Bound(method, value), node)
            ending = self.project.class_attribute(value.of, leave)
            if isinstance(ending, FunctionRef):
                return got or value, self._leaving(Bound(ending, value), node)
            return got or value, _nothing
        return value, _nothing

    def _leaving(self, ending: Bound, node: Node) -> Leave:
        def leave() -> None:
            self.run_always(ending, node)

        return leave

    def run_always(self, method: Bound, node: Node) -> Value:
        """Runs a method even though nothing of interest is handed to it."""
        return self.run(method, (), (), node, awaited=True)

    # Generators: what comes before the yield is entering, what comes after it leaving

    def enter_generator(self, made: Coroutine, node: Node) -> tuple[Value, Leave]:
        """Runs a generator up to its `yield`; leaving runs the rest."""
        inner = made.function
        owner = inner.owner if isinstance(inner, Bound) else None
        function = inner.function if isinstance(inner, Bound) else inner
        if not isinstance(function, FunctionRef) or len(self.stack) > 6:
            return None, _nothing
        if function_node(self.project, function) is None:
            return None, _nothing
        params, returns, body, spans = self.project.body(function)
        site = self.site(node) if self.stack else None
        frame = self.new_frame(function.path, spans, function, owner=owner, site=site, given=made.args)
        self.stack.append(frame)
        args = made.args if owner is None else (owner, *made.args)
        self.bind_generator(params, args, made)
        before = set(self.state.sessions)
        value, rest = self._up_to_yield(body)
        self.stack.pop()
        if value is None and returns is not None:
            declared = self.project.instance_of(function.path, returns)
            value = declared.each if isinstance(declared, Many) else None
        self.on_entered(function, before)
        return value, lambda: self._resume(frame, rest)

    def bind_generator(self, params: tuple[Param, ...], args: tuple[Value, ...], made: Coroutine) -> None:
        """Binds the parameters of a generator that is entered."""
        self.bind_params(params, args, made.keywords)

    def on_entered(self, function: FunctionRef, before: set[object]) -> None:
        """A generator was entered; `before` are the sessions there were."""

    def _resume(self, frame: Frame, rest: list[Leave | tuple[Node, ...]]) -> None:
        self.state.variables.setdefault(frame.number, {})
        self.stack.append(frame)
        for action in rest:
            if isinstance(action, tuple):
                self.run_block(action)
            else:
                action()
        self.stack.pop()

    def _up_to_yield(self, block: tuple[Node, ...]) -> tuple[Value, list[Leave | tuple[Node, ...]]]:
        for place, node in enumerate(block):
            if not any(inner[0] == "yield" for inner in walk((node,))):
                if not self.run_block((node,)):
                    return None, []
                continue
            value, rest = self._into(node)
            return value, [*rest, block[place + 1 :]]
        return None, []

    def _into(self, node: Node) -> tuple[Value, list[Leave | tuple[Node, ...]]]:
        """Goes into the statement that holds the `yield`."""
        kind = node[0]
        if kind == "with":
            leaves: list[Leave | tuple[Node, ...]] = []
            for expression, target in node[2]:
                value, leave = self.enter(expression, self.evaluate(expression))
                if target is not None:
                    self.assign(target, value)
                leaves.insert(0, leave)
            value, rest = self._up_to_yield(node[3])
            return value, [*rest, *leaves]
        if kind == "try":
            value, rest = self._up_to_yield(node[2])
            return value, [*rest, node[4], node[5]]
        if kind == "if":
            for condition, body in node[2]:
                self.evaluate(condition)
                if any(inner[0] == "yield" for inner in walk(body)):
                    return self._up_to_yield(body)
            return self._up_to_yield(node[3])
        if kind in ("for", "while"):
            return self._up_to_yield(node[4] if kind == "for" else node[3])
        for inner in walk((node,)):
            if inner[0] == "yield":
                return self.evaluate(inner[2]), []
        return None, []


def _out_of_sight(value: Value) -> bool:
    """Whether nothing is known of a value but, at most, that it is called or a context manager."""
    if isinstance(value, Made):
        return (
            value.of.top in ("typing", "collections", "contextlib", "typing_extensions")
            or value.of.name[:1] == "."
        )
    return value is None
