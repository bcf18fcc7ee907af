"""From the calls that a rule looks for up to those who reach them, through files, and down again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from msgspec import Struct

from hardwon.check.analyses.reaching.callgraph import (
    Edge,
    Unit,
    edges,
    is_plain,
    units_of,
    word_of,
    wrapper_of,
)
from hardwon.check.analyses.reaching.decided import NOTHING, Given, given_to, never_runs
from hardwon.check.analyses.reaching.spoken import (
    RUN_BY_CLASS,
    Identity,
    Reached,
    glance,
    names_of,
    note_common,
    reached,
    spoken_in,
)
from hardwon.check.analyses.surroundings import is_aside
from hardwon.check.linking.project import Project
from hardwon.check.linking.roots import functions_holding, functions_in
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import ClassRef, FunctionRef
from hardwon.check.syntax.visits import Step, Visit

_NEVER = 9


class Sinks(Struct, frozen=True):
    """What a rule looks for: `find` says of a call what it is; `threads` and `wrappers` whether threads and
    the insides of the project's decorators are followed; `open` whether a function lets its callers through;
    `doubts` how many branches may lie on a way, below the function that it starts from,
    `most` how many of what is looked for are wanted of one call, and `failures` whether what such a function
    cleans up before it raises counts.
    """

    find: Callable[[Scope, Visit], str | None]
    threads: bool
    wrappers: bool
    open: Callable[[Project, FunctionRef], bool]
    doubts: int
    most: int
    failures: bool = True

    def passes(self, scope: Scope, visit: Visit, given: Given) -> bool:
        """Whether a node of a function is come to, as far as this asks for it."""
        return (self.failures or not _is_failure(visit)) and not never_runs(scope, visit, given)


class Chain(Struct, frozen=True):
    """A way down: the functions, the outermost first, and what the last one calls, in the scope where that
    stands.
    """

    functions: tuple[FunctionRef, ...]
    label: str
    scope: Scope
    visit: Visit


def relayed(project: Project, path: str, names: frozenset[str], sinks: Sinks) -> Iterator[str]:
    """The names of the functions in a file that call one of those that were found last, and other names
    under which the file passes them on.
    """
    if is_aside(path):
        return
    known = reached(names)
    yield from _aliases(project, path, known)
    spoken = spoken_in(names, fresh=True, threads=sinks.threads)
    if spoken is None or not spoken.search(project.text(path)):
        return
    speaking = functions_holding(project, path, spoken)
    for function, node, text in functions_in(project, path):
        identity = (path, function.name)
        if identity in known.levels:
            continue
        if sinks.wrappers and node[5] and _is_wrapped(project, function, known):
            yield from names_of(project, function, known.newest + 1)
        if node[7] or function.number not in speaking:
            continue
        if not is_plain(project, function):
            continue
        seen = glance(project, function, text, known, spoken, eager=False)
        doubts = seen.doubts
        # Where threads count, a word alone may stand for what one is given, or for something else.
        certain = doubts is not None and doubts <= sinks.doubts and not sinks.threads
        if not certain and (seen.unsure or (sinks.threads and doubts is not None)):
            doubts = _doubts_of(project, function, known, sinks)
        if doubts is not None and doubts <= sinks.doubts and sinks.open(project, function):
            yield from names_of(project, function, known.newest + 1, doubts)


def _is_wrapped(project: Project, function: FunctionRef, known: Reached) -> bool:
    found = wrapper_of(project, function)
    return found is not None and (found[0].path, f"{found[0].name}@") in known.levels


def _doubts_of(project: Project, function: FunctionRef, known: Reached, sinks: Sinks) -> int | None:
    """The fewest branches on a way down from a function; None if there is no way."""
    unit = units_of(project, function)[0]
    found = edges(scope_of(project, function), unit, known.words.__contains__, threads=sinks.threads)
    return min((doubts for edge in found if (doubts := _doubts_on(edge, known)) is not None), default=None)


def _doubts_on(edge: Edge, known: Reached) -> int | None:
    each = [known.doubts.get((f.path, f.name)) for f in edge.targets]
    if any(doubts is None for doubts in each):
        return None
    return branches(edge.visit) + max(doubts or 0 for doubts in each)


def branches(visit: Visit) -> int:
    """How many branches of its function have to be taken to come to a node."""
    return sum(_NEVER if _is_fallback(step) else _is_branch(step) for step in visit.way)


def _is_fallback(step: Step) -> bool:
    """Whether the way goes through a handler for what is not installed."""
    if step.kind != "try" or step.place[0] != 3:
        return False
    return any(
        word_of(kind) in ("ImportError", "ModuleNotFoundError") for kind in step.node[3][step.place[1]][0]
    )


def _is_failure(visit: Visit) -> bool:
    """Whether a node is come to only where something failed, and whoever called is told so."""
    for step in visit.way:
        if step.kind == "try" and step.place[0] == 3:
            body = step.node[3][step.place[1]][2]
            if body and body[-1][0] == "raise":
                return True
    return False


def _is_branch(step: Step) -> bool:
    kind, place = step.kind, step.place
    if kind == "if":
        return place[0] == 3 or place[1] > 0 or place[2] > 0
    if kind == "choose":
        return place[0] > 2
    if kind == "binary":
        return step.node[2] in ("and", "or") and place[-1] > 0
    return kind in ("try", "match") and place[0] == 3


def _aliases(project: Project, path: str, known: Reached) -> Iterator[str]:
    for name, choices in project.names(path).by_name.items():
        for binding in choices:
            if binding.kind == "from" and binding.member != name and binding.member in known.words:
                for identity in known.words[binding.member]:
                    said = f"{known.newest + 1}:{known.doubts[identity]}:{identity[0]}:{identity[1]}"
                    if identity not in known.words.get(name, ()) and _means(project, path, name, identity):
                        yield f"{name}:{name}:{said}"


def _means(project: Project, path: str, name: str, identity: Identity) -> bool:
    value = project.lookup(path, name)
    if isinstance(value, FunctionRef):
        return (value.path, value.name) == identity
    return isinstance(value, ClassRef) and identity[1].rpartition(".")[2] in RUN_BY_CLASS


class Reaching(Struct, frozen=True):
    """A call, in a function that a rule starts from, by which something looked for is reached."""

    scope: Scope
    visit: Visit
    chain: Chain
    threaded: bool


# How many branches lay behind when a function was come to, with the same decided.
_Seen = dict[tuple[Identity, frozenset[tuple[str, bool | None]]], int]


def _visited(function: FunctionRef, given: Given) -> tuple[Identity, frozenset[tuple[str, bool | None]]]:
    return (function.path, function.name), frozenset(given.items())


def _given(scope: Scope, edge: Edge, own: Given) -> list[tuple[FunctionRef, Given]]:
    """Each function that a call may run, and what is decided in it."""
    return [
        (target, NOTHING if edge.threaded else given_to(scope, edge.visit, target, own))
        for target in edge.targets
    ]


class Descent:
    """Goes down from functions along what the names allow, for one file."""

    def __init__(self, project: Project, names: frozenset[str], sinks: Sinks) -> None:
        self._project = project
        self._known = reached(names)
        self._sinks = sinks
        self._wanted = self._known.words.__contains__
        self._spoken = spoken_in(names, fresh=False, threads=sinks.threads)

    def concerns(self, function: FunctionRef, text: bytes) -> bool:
        """Whether a function that holds async code may reach anything."""
        note_common(self._project, text)
        if self._spoken is None:
            return False
        seen = glance(self._project, function, text, self._known, self._spoken, eager=True)
        return seen.unsure or seen.doubts is not None

    def from_unit(self, scope: Scope, place: int) -> Iterator[Reaching]:
        """What the function, or the one inside it at that place of its units, reaches: once each call."""
        unit = units_of(self._project, scope.function)[place]
        for edge in edges(scope, unit, self._wanted, threads=self._sinks.threads):
            # The way down goes by names of functions that this file need not hold.
            self._project.note(("offered", ""))
            if not self._all_known(edge.targets) or never_runs(scope, edge.visit, NOTHING):
                continue
            first, *others = _given(scope, edge, NOTHING)
            chains = list(islice(self._down(*first, {}, 0), self._sinks.most))
            if chains and all(self._reaches(*other) for other in others):
                for chain in chains:
                    yield Reaching(scope, edge.visit, chain, edge.threaded)

    def _all_known(self, targets: tuple[FunctionRef, ...]) -> bool:
        return all((f.path, f.name) in self._known.levels for f in targets)

    def _reaches(self, function: FunctionRef, given: Given) -> bool:
        return next(self._down(function, given, {}, 0), None) is not None

    def _down(self, function: FunctionRef, given: Given, seen: _Seen, doubts: int) -> Iterator[Chain]:
        """The ways from a function to each thing that is looked for; `doubts` lie behind."""
        identity = _visited(function, given)
        if seen.get(identity, 1 << 30) <= doubts or not self._sinks.open(self._project, function):
            return
        seen[identity] = doubts
        if is_plain(self._project, function):
            unit = units_of(self._project, function)[0]
            scope = scope_of(self._project, function)
            yield from self._below(function, given, scope, unit, seen, doubts)
        wrapper = wrapper_of(self._project, function) if self._sinks.wrappers else None
        if wrapper is not None:
            scope = scope_of(self._project, wrapper[0])
            yield from self._below(function, NOTHING, scope, wrapper[1], seen, doubts)

    def _below(
        self, function: FunctionRef, given: Given, scope: Scope, unit: Unit, seen: _Seen, doubts: int
    ) -> Iterator[Chain]:
        level = self._known.levels.get((function.path, function.name), 0)
        # What holds something that is looked for was offered as such, its decorator aside.
        for visit in (
            (*unit.calls, *(unit.threaded if self._sinks.threads else ()))
            if level == 0 or self._sinks.wrappers
            else ()
        ):
            if doubts + branches(visit) <= self._sinks.doubts:
                label = self._sinks.find(scope, visit)
                if label is not None and self._sinks.passes(scope, visit, given):
                    yield Chain((function,), label, scope, visit)
        found = []
        for edge in edges(scope, unit, self._wanted, threads=self._sinks.threads):
            more = _doubts_on(edge, self._known)
            if more is None or not self._sinks.passes(scope, edge.visit, given):
                continue
            if doubts + more <= self._sinks.doubts:
                found.append((self._known.levels[edge.targets[0].path, edge.targets[0].name], more, edge))
        # The nearest first, so that the way told is a short one.
        for _, _, edge in sorted(found, key=lambda item: item[:2]):
            first, *others = _given(scope, edge, given)
            if all(self._reaches(*other) for other in others if _visited(*other) not in seen):
                for chain in self._down(*first, seen, doubts + branches(edge.visit)):
                    yield Chain((function, *chain.functions), chain.label, chain.scope, chain.visit)
