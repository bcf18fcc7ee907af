"""What a call gives and does: library functions by name, the project's own by running them."""

from __future__ import annotations

from msgspec.structs import replace

from hardwon.check.interpreter import escapes
from hardwon.check.interpreter.handover import hand_over
from hardwon.check.interpreter.library import call_library
from hardwon.check.interpreter.loading import chained, is_loader, option, statement
from hardwon.check.interpreter.running import Running
from hardwon.check.interpreter.sessions import (
    Keywords,
    as_session,
    open_from,
    opened,
    session_method,
    statement_method,
)
from hardwon.check.interpreter.state import Record, Session
from hardwon.check.interpreter.trace import Called, Created
from hardwon.check.linking.values import (
    Background,
    Bound,
    ClassRef,
    Closure,
    External,
    Factory,
    FunctionRef,
    Instance,
    Loading,
    Made,
    Many,
    Method,
    Partial,
    RecordRef,
    SessionRef,
    Several,
    Statement,
    Table,
    Value,
)
from hardwon.check.syntax.trees import Node

_PUTS = frozenset({"append", "add", "insert", "extend", "appendleft", "put", "put_nowait", "update"})
# SQLModel's ways to make a record from something else.
_VALIDATES = frozenset({"model_validate", "from_orm", "parse_obj", "model_construct", "model_validate_json"})


class Calls(Running):
    """Evaluates calls."""

    # Dispatch

    def call(self, node: Node) -> Value:
        function = node[2]
        owner: Value = None
        if function[0] == "attr":
            owner = self.evaluate(function[2])
            callee = self.attribute(owner, function[3], function)
        else:
            callee = self.evaluate(function)
        args: list[Value] = []
        for item in node[3]:
            value = self.evaluate(item)
            if item[0] == "star" and isinstance(value, Several):
                args.extend(value.items)
            else:
                args.append(value)
        keywords: list[tuple[str, Value]] = []
        for word, item in node[4]:
            value = self.evaluate(item)
            if word is None and isinstance(value, Table):
                keywords.extend(value.items)
            else:
                keywords.append((word or "**", value))
        given, named = tuple(args), tuple(keywords)
        self.trace.append(
            Called(self.site(node), self.turns, callee, owner, given, named, node, self.frame.is_async)
        )
        self.on_call(callee, owner, node)
        if callee is None and isinstance(owner, ClassRef) and function[3] in _VALIDATES:
            model = self.model(owner)
            if model is not None:
                key = self.unique(node, "record")
                self.state.records[key] = Record(owner, None, frozenset(), all=True)
                escapes.let_out(self, "", (*given, *(value for _, value in named)))
                return RecordRef(key)
        if callee is None and isinstance(owner, RecordRef):
            escapes.escape(self, owner)
        return self.dispatch(callee, given, named, node)

    def on_call(self, callee: Value, owner: Value, node: Node) -> None:
        """A place for rules that look at each call."""

    def dispatch(self, callee: Value, args: tuple[Value, ...], keywords: Keywords, node: Node) -> Value:
        """What calling `callee` gives."""
        is_background, result = hand_over(self, callee, args, keywords, node)
        if is_background:
            for value in (*args, *(value for _, value in keywords)):
                escapes.escape(self, value)
            return result
        if isinstance(callee, Method):
            return self._method(callee, args, keywords, node)
        if isinstance(callee, External):
            return self._external(callee, args, keywords, node)
        if isinstance(callee, FunctionRef | Bound | Closure | Partial):
            value = self.run(callee, args, keywords, node, awaited=False)
            return as_session(self, value, self.unique(node, "session"), "opened", self.site(node)) or value
        if isinstance(callee, ClassRef):
            return self._construct(callee, args, keywords, node)
        session = opened(self, callee, keywords, node)
        if session is not None:
            return session
        if isinstance(callee, Instance):
            method = self.attribute(callee, "__call__", node)
            if isinstance(method, Bound):
                return self.run(method, args, keywords, node, awaited=False)
        if isinstance(callee, SessionRef):
            # A scoped registry that is called gives the session itself.
            return callee
        self.let_out(args, keywords, node)
        value = self.project.called(callee, self.frame.path, node) if isinstance(callee, Made) else None
        return as_session(self, value, self.unique(node, "session"), "opened", self.site(node)) or value

    def _method(self, callee: Method, args: tuple[Value, ...], keywords: Keywords, node: Node) -> Value:
        owner = callee.owner
        if isinstance(owner, SessionRef):
            return self._session_method(owner, callee.name, args, keywords, node)
        if isinstance(owner, Factory):
            return Method(open_from(self, owner, node), "begin session")
        if isinstance(owner, Statement):
            found, value = statement_method(self, owner, callee.name, node)
            return value if found else chained(owner, callee.name, args)
        if isinstance(owner, Loading):
            return option(callee.name, args, owner)
        if isinstance(owner, Many | Several | Table):
            return self._container(owner, callee.name, args, node)
        self.let_out(args, keywords, node)
        return None

    def _session_method(
        self, owner: SessionRef, name: str, args: tuple[Value, ...], keywords: Keywords, node: Node
    ) -> Value:
        if name in ("begin", "begin_nested", "connection", "no_autoflush"):
            return Method(owner, name)
        if name == "run_sync" and args:
            return self.run(args[0], (owner, *args[1:]), keywords, node, awaited=True)
        return session_method(self, owner, name, args, keywords, node)

    def _container(
        self, owner: Many | Several | Table, name: str, args: tuple[Value, ...], node: Node
    ) -> Value:
        target = node[2][2]
        if name in _PUTS and args and target[0] == "name":
            bound, _ = self.variable(target[2])
            value = args[-1]
            if not bound or (isinstance(owner, Many) and owner.each is None) or isinstance(owner, Table):
                escapes.let_out(self, "", args)
            if bound and value is not None:
                each = self.turn(value, node) if name in ("extend", "update") else value
                before = self.turn(owner, node)
                if isinstance(each, Background) and isinstance(before, Background):
                    each = Background((*before.ids, *each.ids))
                elif before != each:
                    escapes.escape(self, owner)
                self.bind(target[2], Many(each))
            return None
        escapes.let_out(self, name, args)
        if isinstance(owner, Table):
            found = dict(owner.items)
            key = getattr(args[0], "text", "") if args else ""
            return found.get(key) if name in ("get", "pop") else None
        return self.turn(owner, node) if name in ("pop", "popleft", "get") else None

    def _external(self, callee: External, args: tuple[Value, ...], keywords: Keywords, node: Node) -> Value:
        if callee.last in ("get_or_404", "one_or_404", "first_or_404") and callee.name.endswith(
            f"SQLAlchemy().{callee.last}"
        ):
            own = self.open_session(("scoped",), Session("scoped", True, False, opener="flask"))
            made = args[0] if args and isinstance(args[0], Statement) else statement(args[:1])
            return self.load(made, own, node)
        if callee.last == "select" and callee.top in ("sqlalchemy", "sqlmodel"):
            return replace(statement(args), node=node)
        if is_loader(callee):
            return option(callee.last, args)
        known, value = call_library(self, callee, args, keywords, node)
        if known:
            return value
        session = opened(self, callee, keywords, node)
        if session is not None:
            return session
        self.let_out(args, keywords, node)
        return Made(callee, self.frame.path, node)

    # The project's own classes

    def _construct(self, callee: ClassRef, args: tuple[Value, ...], keywords: Keywords, node: Node) -> Value:
        session = opened(self, callee, keywords, node)
        if session is not None:
            return session
        model = self.model(callee)
        if model is not None:
            key = self.unique(node, "record")
            given = frozenset((word,) for word, _ in keywords)
            self.state.records[key] = Record(callee, None, given)
            self.trace.append(Created(self.site(node), self.turns, key, callee))
            ref = RecordRef(key)
            for word, value in keywords:
                escapes.relate(self, ref, word, value)
            found = self.project.class_attribute(callee, "__init__")
            if args or isinstance(found, FunctionRef):
                # What its own constructor does with them is not followed.
                escapes.let_out(self, "", (ref, *args))
            return ref
        values = (*args, *(value for _, value in keywords))
        if not any(self.is_interesting(value) for value in values):
            return Instance(callee)
        made = Instance(callee, self.unique(node, "object"))
        found = self.project.class_attribute(callee, "__init__")
        if isinstance(found, FunctionRef):
            self.run(Bound(found, made), args, keywords, node, awaited=False)
        else:
            escapes.let_out(self, "", args)
            for word, value in keywords:
                self.state.fields[(made.key, word)] = value
        return made
