"""One run of a function for all rules that ask about it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from hardwon.check.interpreter.requests import Requests
from hardwon.check.interpreter.state import State
from hardwon.check.interpreter.trace import Happening
from hardwon.check.linking.project import Project
from hardwon.check.linking.values import Closure, FunctionRef


class Ran(Struct, frozen=True):
    """A function that was run: the states at its ways out, and what happened, in the order of its text.
    The states where it raises are in `machine.raised`.

    States are shared by all who ask: whoever goes on from one copies it first. `machine` ran it and has its
    root's frame entered; what it does later is not in `trace`.
    """

    finals: tuple[State, ...]
    trace: tuple[Happening, ...]
    machine: Requests


def run(project: Project, function: FunctionRef | str) -> Ran:
    """Runs a function, or the statements at the top of the module at a path, as its framework would."""
    ran, state, steps = project.briefly(("ran", function), lambda: _run(project, function))
    # Whoever asked before may have gone on from the end.
    ran.machine.state, ran.machine.steps = state, steps
    return ran


def _run(project: Project, function: FunctionRef | str) -> tuple[Ran, State, int]:
    machine = Requests(project)
    finals = machine.run_module(function) if isinstance(function, str) else machine.run_root(function)
    return Ran(tuple(finals), tuple(machine.trace), machine), machine.state, machine.steps


def run_inner(project: Project, outer: Ran) -> Iterator[tuple[Closure, Ran]]:
    """The functions defined inside one that was run, such as routes in an application factory.

    Each is run from where the outer one ended; one that was given to the background there is left out.
    """
    handed = {work.target for state in outer.finals for work in state.handed.values()}
    for closure in outer.machine.closures:
        if closure in handed or not outer.finals:
            continue
        inner = Requests(project)
        inner.stack = [*outer.machine.stack[:1]]
        inner.state = outer.finals[-1].copy()
        inner.state.handed, inner.state.uses, inner.state.unsaved = {}, {}, {}
        inner.adopt(outer.machine)
        finals = inner.run_inner(closure)
        yield closure, Ran(tuple(finals), tuple(inner.trace), inner)
