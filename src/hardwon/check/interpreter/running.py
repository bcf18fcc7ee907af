"""Runs functions of the project, as deep as that can matter."""

from __future__ import annotations

from hardwon.check.interpreter import escapes
from hardwon.check.interpreter.evaluation import Evaluation
from hardwon.check.interpreter.frames import MOST_STEPS, Frame
from hardwon.check.interpreter.handover import argument_sites
from hardwon.check.interpreter.library import HARMLESS
from hardwon.check.interpreter.sessions import Keywords, as_session
from hardwon.check.interpreter.state import met
from hardwon.check.linking.fields import field_of
from hardwon.check.linking.project import function_node
from hardwon.check.linking.values import (
    NOTHING,
    Background,
    Bound,
    Closure,
    Coroutine,
    External,
    FunctionRef,
    Instance,
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
from hardwon.check.syntax.trees import Node, Param

# How many calls deep the project's own functions are followed.
DEEPEST_CALL = 5
_CONTEXT_MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})


class Running(Evaluation):
    """Runs functions; running statements is left to the class above."""

    def run_block(self, block: tuple[Node, ...]) -> bool:
        """Runs statements in the current frame; False where the end is never reached."""
        raise NotImplementedError

    def let_out(self, args: tuple[Value, ...], keywords: Keywords, node: Node) -> None:
        """Code out of sight gets these values; `node` is no call where a task is run aside."""
        function = node[2] if node[0] == "call" else node
        name = function[3] if function[0] == "attr" else function[2] if function[0] == "name" else ""
        values = (*args, *(value for _, value in keywords))
        for value in values:
            self.seen_whole(value, relationships=name not in HARMLESS)
        escapes.let_out(self, name, values)

    def is_interesting(self, value: Value, depth: int = 0) -> bool:
        """Whether a function that gets `value` must be run to know what becomes of it."""
        if isinstance(value, SessionRef | RecordRef | Closure | Background):
            return True
        if isinstance(value, Coroutine | Partial):
            parts = (value.function, *value.args, *(item for _, item in value.keywords))
            return any(self.is_interesting(part, depth + 1) for part in parts)
        if isinstance(value, Statement):
            return value.session is not None
        if depth > 3:
            return False
        if isinstance(value, Instance):
            return value.key != ""
        if isinstance(value, Bound):
            return self.is_interesting(value.owner, depth + 1)
        if isinstance(value, Many):
            return self.is_interesting(value.each, depth + 1)
        if isinstance(value, Several):
            return any(self.is_interesting(item, depth + 1) for item in value.items)
        if isinstance(value, Table):
            return any(self.is_interesting(item, depth + 1) for _, item in value.items)
        return isinstance(value, Made) and value.of.last == "BackgroundTasks"

    def field(self, owner: Instance, name: str) -> Value:
        return field_of(self.project, owner.of, name)

    # The project's own functions

    def run(
        self, function: Value, args: tuple[Value, ...], keywords: Keywords, node: Node, *, awaited: bool
    ) -> Value:
        if isinstance(function, Partial):
            return self.run(
                function.function,
                (*function.args, *args),
                (*function.keywords, *keywords),
                node,
                awaited=awaited,
            )
        if isinstance(function, Closure):
            return self._run_closure(function, args, keywords, node, awaited=awaited)
        owner: Value = None
        if isinstance(function, Bound):
            owner, args, function = function.owner, (function.owner, *args), function.function
        if not isinstance(function, FunctionRef):
            self.let_out(args, keywords, node)
            return None
        definition = function_node(self.project, function)
        if definition is None:
            self._pass_over(function, args, keywords)
            return None
        if _is_context_manager(definition) or (definition[7] and not awaited):
            return Coroutine(
                function if owner is None else Bound(function, owner), args[owner is not None :], keywords
            )
        if not self._worth_running(function, args, keywords):
            self._pass_over(function, args, keywords)
            return self.project.returned(function)
        return self._run_function(function, owner, args, keywords, node)

    def _pass_over(self, function: FunctionRef, args: tuple[Value, ...], keywords: Keywords) -> None:
        for value in (*args, *(value for _, value in keywords)):
            escapes.escape(self, value)
        if self.state.unsaved:
            text = self.project.part(function.path, function.name, function.number)
            escapes.may_save_elsewhere(self, function.short, text)

    def run_anyway(self, function: Value, args: tuple[Value, ...], keywords: Keywords, node: Node) -> Value:
        """As `run`, awaited, even where nothing of interest goes in or comes out."""
        owner = function.owner if isinstance(function, Bound) else None
        inner = function.function if isinstance(function, Bound) else function
        if not isinstance(inner, FunctionRef) or function_node(self.project, inner) is None:
            return self.run(function, args, keywords, node, awaited=True)
        return self._run_function(inner, owner, args if owner is None else (owner, *args), keywords, node)

    def _worth_running(self, function: FunctionRef, args: tuple[Value, ...], keywords: Keywords) -> bool:
        if len(self.stack) > DEEPEST_CALL or self.steps > MOST_STEPS:
            return False
        if any(frame.function == function for frame in self.stack):
            return False
        values = (*args, *(value for _, value in keywords))
        if any(self.is_interesting(value) for value in values):
            return True
        return self.project.once(("gives", function), lambda: self._may_give(function))

    def _may_give(self, function: FunctionRef) -> bool:
        """Whether a function that gets nothing of interest may give something of interest."""
        text = self.project.part(function.path, function.name, function.number)
        if b"return" not in text and b"yield" not in text:
            return False
        returned = self.project.returned(function)
        if isinstance(returned, Made) and as_session(self, returned, "probe") is None:
            return False
        if isinstance(returned, Instance) and self.model(returned.of) is None:
            return False
        return b"ession" in text or b"query" in text or text.count(b"\n") < 9

    def _run_function(
        self, function: FunctionRef, owner: Value, args: tuple[Value, ...], keywords: Keywords, node: Node
    ) -> Value:
        params, returns, body, spans = self.project.body(function)
        definition = function_node(self.project, function)
        frame = self.new_frame(
            function.path,
            spans,
            function,
            owner=owner,
            is_async=bool(definition and definition[7]),
            site=self.site(node),
            given=(*args, *(value for _, value in keywords)),
            arguments=argument_sites(self, node),
        )
        self.stack.append(frame)
        self.bind_params(params, args, keywords)
        if _is_left_open(body):
            for value in frame.given:
                escapes.escape(self, value)
        value = self.leave_frame(frame, reaches_end=self.run_block(body))
        declared = self.project.instance_of(function.path, returns) if returns is not None else None
        return declared if value is None or is_vague(value, declared) else value

    def _run_closure(
        self, closure: Closure, args: tuple[Value, ...], keywords: Keywords, node: Node, *, awaited: bool
    ) -> Value:
        inner = closure.node
        if inner[0] == "def" and inner[7] and not awaited:
            return Coroutine(closure, args, keywords)
        if len(self.stack) > DEEPEST_CALL or self.steps > MOST_STEPS:
            escapes.let_out(self, "", (closure, *args))
            return None
        if any(frame.outer == closure.frame and frame.spans[0:2] == (inner[1],) for frame in self.stack):
            return None
        site = self.site(node)
        arguments = argument_sites(self, node)
        frame = self.new_frame(
            closure.path, closure.spans, None, outer=closure.frame, site=site, given=args, arguments=arguments
        )
        frame.is_async = inner[0] == "def" and bool(inner[7])
        self.stack.append(frame)
        if inner[0] == "lambda":
            self.bind_params(inner[2], args, keywords)
            value = self.evaluate(inner[3])
            if isinstance(value, Coroutine):
                value = self.awaited(value, inner[3])
            self.stack.pop()
            if not frame.closes:
                self.state.variables.pop(frame.number, None)
            return value
        self.bind_params(inner[3], args, keywords)
        return self.leave_frame(frame, reaches_end=self.run_block(inner[6]))

    def leave_frame(self, frame: Frame, *, reaches_end: bool) -> Value:
        """Leaves a frame: the states of all its ways out become one."""
        states = [*frame.exits]
        if reaches_end:
            states.append(self.state)
        if states:
            self.state = states[0]
            for other in states[1:]:
                self.state.join(other)
        self.stack.pop()
        if not frame.closes:
            self.state.variables.pop(frame.number, None)
        if frame.yields:
            return Many(next((value for value in frame.yields if value is not None), None))
        values = [value for value in frame.returns if value != NOTHING]
        result: Value = values[0] if values else None
        for value in values[1:]:
            result = met(result, value)
        return result

    def bind_params(self, params: tuple[Param, ...], args: tuple[Value, ...], keywords: Keywords) -> None:
        """Binds parameters to what the caller gave; the others to what their annotation says."""
        named = dict(keywords)
        place = 0
        for name, annotation, default, stars in params:
            if stars == "*":
                if name:
                    self.bind(name, Several(args[place:]))
                place = len(args)
            elif stars == "**":
                known = {param[0] for param in params}
                self.bind(name, Table(tuple((w, v) for w, v in keywords if w not in known)))
            elif place < len(args):
                value = args[place]
                place += 1
                self.bind(name, self._given_or_declared(value, name, annotation))
            elif name in named:
                self.bind(name, self._given_or_declared(named[name], name, annotation))
            else:
                value = self.evaluate(default) if default is not None else None
                self.bind(name, self._given_or_declared(value, name, annotation))

    def _given_or_declared(self, value: Value, name: str, annotation: Node | None) -> Value:
        return self._declared(name, annotation) if value is None or value == NOTHING else value

    def _declared(self, name: str, annotation: Node | None) -> Value:
        value = self.project.instance_of(self.frame.path, annotation)
        if isinstance(value, Instance) and self.model(value.of) is not None:
            return None
        return as_session(self, value, ("parameter", self.frame.number, name)) or value


def _is_left_open(body: tuple[Node, ...]) -> bool:
    """Whether a method only stands for what classes below it do."""
    last = body[-1] if body else None
    if last is None or last[0] == "raise":
        return len(body) < 3
    return (
        len(body) < 3
        and last[0] not in ("return", "assign", "update", "for", "if", "with", "try")
        and (last[0] != "do" or last[2][0] not in ("call", "await", "yield"))
    )


def _is_context_manager(definition: Node) -> bool:
    for decorator in definition[5]:
        inner = decorator[2] if decorator[0] == "call" else decorator
        word = inner[3] if inner[0] == "attr" else inner[2] if inner[0] == "name" else ""
        if word in _CONTEXT_MANAGERS:
            return True
    return False


def is_context_manager(function: Value, running: Running) -> bool:
    """Whether calling `function` gives something for a `with` statement, by contextlib."""
    inner = function.function if isinstance(function, Bound) else function
    definition = function_node(running.project, inner) if isinstance(inner, FunctionRef) else None
    return definition is not None and _is_context_manager(definition)


def is_vague(value: Value, declared: Value) -> bool:
    """Whether an annotation that names a class of the project says more than what was made out."""
    return isinstance(declared, Instance) and isinstance(value, External | Made | Method)
