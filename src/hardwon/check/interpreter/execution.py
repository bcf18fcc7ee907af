"""Runs the statements of a function over what is known, every way through once."""

from __future__ import annotations

from collections.abc import Callable

from hardwon.check.interpreter import escapes
from hardwon.check.interpreter.contexts import Contexts, Leave
from hardwon.check.interpreter.state import State
from hardwon.check.interpreter.trace import Committed, Turn
from hardwon.check.linking.values import NOTHING, Closure, External, ModuleRef, Value
from hardwon.check.syntax.trees import Node

# Ways out of one function that are told apart; more are joined.
MOST_EXITS = 6


class Machine(Contexts):
    """Runs functions of the project; everything known at the ways out stays in their frames."""

    def run_block(self, block: tuple[Node, ...]) -> bool:
        for node in block:
            self.steps += 1
            run = _RUN.get(node[0])
            if run is not None and not run(self, node):
                return False
        return True

    # Simple statements

    def _do(self, node: Node) -> bool:
        self.evaluate(node[2])
        return True

    def _set(self, node: Node) -> bool:
        value = self.evaluate(node[3]) if node[3] is not None else None
        if (value is None or value == NOTHING) and node[4] is not None:
            value = self._declared_variable(node)
        for target in node[2]:
            self.assign(target, value)
        return True

    def _declared_variable(self, node: Node) -> Value:
        value = self.project.instance_of(self.frame.path, node[4])
        of = getattr(value, "of", None)
        return None if of is not None and not isinstance(of, External) and self.model(of) else value

    def _update(self, node: Node) -> bool:
        value = self.evaluate(node[3])
        escapes.escape(self, value)
        target = node[2]
        if target[0] == "attr":
            self.evaluate(target)
            self.assign(target, value)
        elif target[0] != "name":
            self.evaluate(target)
        return True

    def _return(self, node: Node) -> bool:
        value = self.evaluate(node[2])
        if len(self.stack) == 1:
            self.on_response(value)
            escapes.escape(self, value)
        frame = self.frame
        frame.returns.append(value)
        keep_exit(frame.exits, self.state)
        return False

    def on_response(self, value: Value) -> None:
        """The framework reads what a request's function returns, before anything runs in the background."""
        self.seen_whole(value, relationships=False)

    def _raise(self, node: Node) -> bool:
        for part in node[2]:
            self.evaluate(part)
        if len(self.stack) == 1 and len(self.raised) < MOST_EXITS:
            self.raised.append(self.state)
        return False

    def _parts(self, node: Node) -> bool:
        for part in node[2]:
            if node[0] == "assert" or part[0] != "name":
                self.evaluate(part)
        return True

    def _jump(self, node: Node) -> bool:
        if self.frame.loops:
            self.frame.loops[-1].append(self.state)
        return False

    def _def(self, node: Node) -> bool:
        frame = self.frame
        if node[6] is None:
            return True  # at the top of a module: the project knows it
        frame.closes = True
        closure = Closure(frame.path, node, frame.spans.tobytes(), frame.number)
        self.bind(node[2], closure)
        escapes.escape(self, closure)
        self.on_def(closure)
        return True

    def on_def(self, closure: Closure) -> None:
        """A function was defined inside the one being run."""

    def _class(self, node: Node) -> bool:
        if self.frame.function is not None:
            self.bind(node[2], None)
        return True

    def _import(self, node: Node) -> bool:
        for dotted, alias in node[2]:
            name = alias or dotted.partition(".")[0]
            found = self.project.find_module(self.frame.path, dotted if alias else name)
            self.bind(name, ModuleRef(found) if found else External(dotted if alias else name))
        return True

    def _from(self, node: Node) -> bool:
        for member, alias in node[4]:
            if member != "*":
                self.bind(
                    alias or member, self.project.import_from(self.frame.path, node[2], node[3], member)
                )
        return True

    # Ways that part and meet

    def _branches(self, ways: list[Callable[[], bool]]) -> bool:
        """Runs each way from the current state; what holds afterwards is what they have in common."""
        start = self.state
        ends: list[State] = []
        for place, way in enumerate(ways):
            self.state = start if place == len(ways) - 1 else start.copy()
            if way():
                ends.append(self.state)
        if not ends:
            return False
        self.state = ends[0]
        for other in ends[1:]:
            self.state.join(other)
        return True

    def _if(self, node: Node) -> bool:
        ways: list[Callable[[], bool]] = []
        for condition, body in node[2]:
            self.evaluate(condition)
            ways.append(lambda body=body: self.run_block(body))  # type: ignore[misc]
        ways.append(lambda: self.run_block(node[3]))
        return self._branches(ways)

    def _match(self, node: Node) -> bool:
        self.evaluate(node[2])
        ways: list[Callable[[], bool]] = []
        for _, guard, body in node[3]:
            if guard is not None:
                self.evaluate(guard)
            ways.append(lambda body=body: self.run_block(body))  # type: ignore[misc]
        ways.append(lambda: True)
        return self._branches(ways)

    def _for(self, node: Node) -> bool:
        source = self.evaluate(node[3])
        turn = self.turn(source, node[3])
        before = self.state.copy()
        kept, self.turns = self.turns, (*self.turns, Turn(self.site(node), source, turn))
        self.assign(node[2], turn)
        ends = self._loop(node[4])
        self.turns = kept
        ends.append(before)
        return self._after_loop(ends, node[5])

    def _while(self, node: Node) -> bool:
        self.evaluate(node[2])
        forever = node[2][0] == "const" and node[2][2] in (True, 1)
        before = self.state.copy()
        ends = self._loop(node[3])
        if forever:
            breaks = bool(ends)
            if not breaks:
                return False
        else:
            ends.append(before)
        return self._after_loop(ends, node[4])

    def _loop(self, body: tuple[Node, ...]) -> list[State]:
        self.frame.loops.append([])
        before, happened = set(self.state.unsaved), len(self.trace)
        reaches_end = self.run_block(body)
        ends = self.frame.loops.pop()
        if reaches_end:
            ends.insert(0, self.state)
        committed = {what.session for what in self.trace[happened:] if isinstance(what, Committed)}
        for state in ends if committed else ():
            # The next turn's commit saves what this turn changed after its own.
            again = {site for site, change in state.unsaved.items() if change.session in committed}
            for site in again - before:
                del state.unsaved[site]
                state.saved |= {site}
        return ends

    def _after_loop(self, ends: list[State], otherwise: tuple[Node, ...]) -> bool:
        self.state = ends[0]
        for other in ends[1:]:
            self.state.join(other)
        return self.run_block(otherwise)

    def _try(self, node: Node) -> bool:
        frame = self.frame
        first_exit = len(frame.exits)
        before = self.state.copy()
        falls = self.run_block(node[2]) and self.run_block(node[4])
        ends = [self.state] if falls else []
        for _, name, body in node[3]:
            self.state = before.copy()
            if name:
                self.bind(name, None)
            if self.run_block(body):
                ends.append(self.state)
        if node[5]:
            self._finally(node[5], frame.exits, first_exit)
        if not ends:
            return False
        self.state = ends[0]
        for other in ends[1:]:
            self.state.join(other)
        return self.run_block(node[5])

    def _finally(self, block: tuple[Node, ...], exits: list[State], first: int) -> None:
        kept = self.state
        for state in exits[first:]:
            self.state = state
            self.run_block(block)
        self.state = kept

    def _with(self, node: Node) -> bool:
        frame = self.frame
        first_exit = len(frame.exits)
        leaves: list[Leave] = []
        for expression, target in node[2]:
            value, leave = self.enter(expression, self.evaluate(expression))
            if target is not None:
                self.assign(target, value)
            leaves.append(leave)
        reaches_end = self.run_block(node[3])
        for leave in reversed(leaves):
            kept = self.state
            for state in frame.exits[first_exit:]:
                self.state = state
                leave()
            self.state = kept
            if reaches_end:
                leave()
        return reaches_end


def keep_exit(exits: list[State], state: State) -> None:
    """Adds a way out; one that gave the same work to the background is joined to it when there are many."""
    if len(exits) >= MOST_EXITS:
        for known in exits:
            if known.handed.keys() == state.handed.keys():
                known.join(state)
                return
        exits[-1].join(state)
        return
    exits.append(state)


_RUN: dict[str, Callable[[Machine, Node], bool]] = {
    "do": Machine._do,
    "assign": Machine._set,
    "update": Machine._update,
    "return": Machine._return,
    "raise": Machine._raise,
    "del": Machine._parts,
    "assert": Machine._parts,
    "jump": Machine._jump,
    "def": Machine._def,
    "class": Machine._class,
    "import": Machine._import,
    "from": Machine._from,
    "if": Machine._if,
    "match": Machine._match,
    "for": Machine._for,
    "while": Machine._while,
    "try": Machine._try,
    "with": Machine._with,
}
