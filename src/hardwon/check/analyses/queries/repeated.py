"""What a function asks the database for once for each record of a loop."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from msgspec import Struct

from hardwon.check.analyses.queries.bodies import (
    changes,
    cleared,
    commits,
    edits,
    flushes,
    leaves,
    looks_first,
    removes,
    spoken,
    stemming,
)
from hardwon.check.analyses.queries.growth import is_few
from hardwon.check.analyses.queries.suspects import DOES_MORE, LONGEST_READER
from hardwon.check.analyses.runs import Ran
from hardwon.check.interpreter.state import Record, Site, State
from hardwon.check.interpreter.trace import Called, Created, LazyLoad, Turn
from hardwon.check.linking.models import model_of
from hardwon.check.linking.project import Project, inherits
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.scopes import Scope, scope_of
from hardwon.check.linking.values import (
    ClassRef,
    Instance,
    Made,
    Method,
    RecordRef,
    SessionRef,
    Several,
    Statement,
    Value,
)
from hardwon.check.searches import lazily
from hardwon.check.syntax.trees import Node
from hardwon.check.syntax.visits import Visit

_GETS = frozenset({"get", "get_one", "get_or_404"})
_SENDS = frozenset({"execute", "exec", "scalar", "scalars", "stream", "stream_scalars"})
_ENDS = frozenset(
    {
        "all", "first", "one", "one_or_none", "scalar", "scalars", "count", "get", "get_or_404",
        "first_or_404", "one_or_404",
    }
)  # fmt: skip
_READS = frozenset({"select", "exists", "query"})
_SELECTS = lazily(r"\s*(?:select|with)\b", re.IGNORECASE)
# A query that keeps others out, looks again at what may have changed, or asks for an id is meant to be sent
# each turn.
_MEANT = lazily(rb"with_for_update|populate_existing|skip_locked|nextval|for update", re.IGNORECASE)
_FEW = lazily(rb"\.limit\(\s*\d\s*\)")


class Repeated(Struct, frozen=True):
    """A query that a loop over records of `model` sends each turn, at `site` in the function itself.

    `asked` is what is queried: for a relationship the class and attribute it was read from, for a query the
    class it gives, as far as known. `key` is the loop's record, None where only its class is known; `steps`
    are the relationships on the way from it to the one that is read.
    """

    site: Site
    node: Node | None
    turn: Turn
    model: ClassRef
    key: Hashable
    load: LazyLoad | None
    call: Called | None
    asked: ClassRef | None
    steps: tuple[tuple[ClassRef, str], ...] = ()


class Repetition:
    """Looks through the trace of a function for what is asked once a turn."""

    def __init__(self, project: Project, scope: Scope, ran: Ran) -> None:
        self._project = project
        self._scope = scope
        self._ran = ran
        self._records: dict[Hashable, Record] = {}
        for state in (*ran.finals, ran.machine.state):
            self._take(state)
        self._new = {made.record for made in ran.trace if isinstance(made, Created)}
        self._by_span = {scope.span(visit.node): visit for visit in scope.visits}
        self._committing = {
            turn.site
            for called in ran.trace
            if isinstance(called, Called) and _name(called) in ("commit", "begin", "rollback")
            if isinstance(called.owner, SessionRef)
            for turn in called.turns
        }

    def _take(self, state: State) -> None:
        for key, record in state.records.items():
            self._records.setdefault(key, record)

    def found(self) -> Iterator[Repeated]:
        """Every query and lazy load of the function that is repeated, one for each place and relationship."""
        starts: set[int] = set()
        for happening in self._ran.trace:
            if isinstance(happening, LazyLoad) and happening.turns:
                found = self._loaded(happening)
                if found is not None:
                    yield found
            elif isinstance(happening, Called) and happening.turns and not self._is_farewell(happening):
                found = self._queried(happening)
                if found is not None and found.site.start not in starts:
                    starts.add(found.site.start)
                    yield found

    def _is_farewell(self, called: Called) -> bool:
        """Whether what a loop around goes through is deleted afterwards: it gathers what hangs on it."""
        overs = [(turn, self._over(turn)) for turn in called.turns]
        return any(
            over is not None and cleared(self._scope, self._loop(turn), over[1].short) for turn, over in overs
        )

    # Relationships

    def _loaded(self, load: LazyLoad) -> Repeated | None:
        for turn in reversed(load.turns):
            for ref in _directly(turn.each):
                steps = self._steps(load, ref.key)
                record = self._records.get(ref.key)
                if steps is None or record is None or ref.key in self._new or is_few(record.model):
                    continue
                if not self._is_loop(turn, ref.key):
                    continue
                if removes(self._loop(turn)) or flushes(self._loop(turn)):
                    return None
                target = self._target(load)
                if target is None or self._is_known(load, target, turn):
                    return None
                place, visit = self._place(load.site, turn)
                if visit is None or self._is_seldom(visit, turn) or not _is_certain(self._project, load.site):
                    return None
                return Repeated(place, visit.node, turn, record.model, ref.key, load, None, target, steps)
        return None

    def _steps(self, load: LazyLoad, key: Hashable) -> tuple[tuple[ClassRef, str], ...] | None:
        """The relationships from the loop's record to the one that is loaded; None where none lead there."""
        steps = [(load.model, load.attribute)]
        at: Hashable = load.record
        while at != key:
            if not (isinstance(at, tuple) and len(at) == 2 and isinstance(at[1], str)):
                return None
            at, name = at
            record = self._records.get(at)
            if record is None:
                return None
            steps.insert(0, (record.model, name))
        return tuple(steps)

    def _target(self, load: LazyLoad) -> ClassRef | None:
        model = model_of(self._project, load.model)
        found = model.relationships.get(load.attribute) if model else None
        return found.target if found else None

    def _is_known(self, load: LazyLoad, target: ClassRef, turn: Turn) -> bool:
        """Whether the session may already have the one record at the other end of a relationship."""
        model = model_of(self._project, load.model)
        relationship = model.relationships.get(load.attribute) if model else None
        if relationship is None or relationship.many:
            return False
        if self._is_shared(load, turn):
            return True
        return self._has_loaded(target, turn, besides=(load.record, load.attribute))

    def _is_shared(self, load: LazyLoad, turn: Turn) -> bool:
        """Whether the records of the loop were asked for by what they belong to, which is at hand then."""
        # All of them were probably listed before: `survey.questions`, then `answer.question`.
        start = self._scope.spans[self._scope.body[0][1]] if self._scope.body else 0
        before = self._project.text(self._scope.path)[start : turn.site.start].decode("utf-8", "replace")
        name = re.escape(load.attribute)
        if re.search(rf"\b\w*(?:{name}s|{name[:-1]}ies)\b", before):
            return True
        key = load.record
        if not (isinstance(key, tuple) and len(key) == 6):
            return False
        words = rf"\b{re.escape(load.attribute)}(?:_?(?:id|uuid|pk))?\b(?:\s*==?[^=]|\.in_\()|with_parent"
        spans = [self._project.text(key[1])[key[2] : key[3]].decode("utf-8", "replace")]
        source = self._source(turn)
        if source is not None and key[1] == self._scope.path:
            visit = self._by_span.get((key[2], key[3]))
            spans.extend(
                self._scope.text(node) for node in _origins(self._scope, visit.node if visit else None)
            )
        return any(re.search(words, text) for text in spans)

    def _has_loaded(self, target: ClassRef, turn: Turn, besides: Hashable = None) -> bool:
        """Whether records of a class are loaded before the loop: then they are found without a query."""
        for key, record in self._records.items():
            if key == besides or not self._is_kin(record.model, target):
                continue
            if isinstance(key, tuple) and len(key) == 2 and isinstance(key[1], str):
                # Came with another record: a child's way back to its parent, or what was loaded with it.
                loaded_with = self._records.get(key[0])
                if besides is not None and _leads(besides, key):
                    return True
                if loaded_with is None or not self._is_before(key, turn):
                    continue
                return True
            if self._is_before(key, turn):
                return True
        return False

    def _is_kin(self, one: ClassRef, other: ClassRef) -> bool:
        return inherits(self._project, one, other) or inherits(self._project, other, one)

    def _is_before(self, key: Hashable, turn: Turn) -> bool:
        """Whether a record was loaded outside the body of the loop."""
        while isinstance(key, tuple) and len(key) == 2 and isinstance(key[1], str):
            key = key[0]
        if not (isinstance(key, tuple) and len(key) == 6 and key[0] == "record"):
            return False
        path, start, trail = key[1], key[2], key[5]
        start = trail[0] if trail else start
        if not trail and path != turn.site.path:
            return False
        if not turn.site.start <= start < turn.site.end:
            return True
        source = self._source(turn)
        return source is not None and source[0] <= start < source[1]

    def _source(self, turn: Turn) -> tuple[int, int] | None:
        visit = self._by_span.get((turn.site.start, turn.site.end))
        if visit is None:
            return None
        node = visit.node
        if node[0] == "for":
            return self._scope.span(node[3])
        clause = next((part for part in node[4] if part[0] == "for"), None) if node[0] == "each" else None
        return self._scope.span(clause[2]) if clause else None

    # Queries

    def _queried(self, called: Called) -> Repeated | None:
        asked = self._asks(called)
        if asked is None:
            return None
        for turn in reversed(called.turns):
            over = self._over(turn)
            if over is None or turn.site.through or turn.site.path != self._scope.path:
                continue
            key, model = over
            if is_few(model) or not self._is_loop(turn, key) or self._is_opened_in(called, turn):
                continue
            target = asked[0]
            if target is not None and asked[1] and self._has_loaded(target, turn):
                return None
            place, visit = self._place(called.site, turn)
            if visit is None or not self._depends(visit, turn) or self._is_seldom(visit, turn):
                continue
            if leaves(self._loop(turn), visit) or not _is_certain(self._project, called.site):
                return None
            loop = self._loop(turn)
            of_kin = target is not None and self._is_kin(target, model)
            if of_kin and (changes(loop) or edits(loop, visit.node)):
                return None  # a turn may have to see what the one before it has written
            if flushes(loop) or (target is not None and is_few(target)):
                return None
            return Repeated(place, visit.node, turn, model, key, None, called, target)
        return None

    def _asks(self, called: Called) -> tuple[ClassRef | None, bool] | None:
        """The class that a read asks for, if known, and whether the identity map may answer; None for no
        read.
        """
        name, owner = _name(called), called.owner
        first = called.args[0] if called.args else None
        if isinstance(owner, SessionRef) and isinstance(called.callee, Method | None):
            if name in _GETS:
                return (first, True) if isinstance(first, ClassRef) else None
            if name not in _SENDS or self._is_meant(called):
                return None
            if isinstance(first, Statement):
                return (first.entities[0] if len(first.entities) == 1 else None), False
            return (None, False) if self._reads(called, first) else None
        if (
            isinstance(owner, Statement)
            and name in _ENDS
            and _is_legacy(owner)
            and not self._is_meant(called)
        ):
            asked = owner.entities[0] if len(owner.entities) == 1 else None
            return asked, name in ("get", "get_or_404")
        return None

    def _is_meant(self, called: Called) -> bool:
        site = called.site
        if _MEANT.search(self._project.text(site.path)[site.start : site.end]) is not None:
            return True
        if site.through:
            return False
        given = called.node[3][0] if called.node[3] else None
        return any(_MEANT.search(self._scope.text(node).encode()) for node in _origins(self._scope, given))

    def _reads(self, called: Called, first: Value) -> bool:
        """Whether a statement that was not followed is a SELECT."""
        if isinstance(first, Made) and first.call is not None:
            if first.of.last == "text" and first.call[3] and first.call[3][0][0] == "str":
                return _SELECTS.match(first.call[3][0][2]) is not None
            return (
                first.of.top in ("sqlalchemy", "sqlmodel")
                and _READS & set(re.split(r"\W+", first.of.name)) != set()
            )
        if called.site.through or not called.node[3]:
            return False
        return _root(self._scope, called.node[3][0]) in _READS

    def _over(self, turn: Turn) -> tuple[Hashable, ClassRef] | None:
        """The record that a loop gives each turn, or only its class."""
        for ref in _directly(turn.each):
            record = self._records.get(ref.key)
            if record is not None:
                return ref.key, record.model
        each = turn.each
        if isinstance(each, Instance) and model_of(self._project, each.of) is not None:
            return None, each.of
        return None

    def _is_opened_in(self, called: Called, turn: Turn) -> bool:
        """Whether the session is opened anew each turn."""
        owner = called.owner.session if isinstance(called.owner, Statement) else called.owner
        session = self._ran.machine.state.sessions.get(owner.key) if isinstance(owner, SessionRef) else None
        site = session.site if session else None
        if site is None:
            return False
        start = site.through[0].start if site.through else site.start
        return turn.site.start <= start < turn.site.end

    def _depends(self, visit: Visit, turn: Turn) -> bool:
        """Whether the query asks about the record of the turn."""
        return bool(spoken(visit.node) & stemming(self._loop(turn)))

    def _loop(self, turn: Turn) -> Node:
        visit = self._by_span.get((turn.site.start, turn.site.end))
        return visit.node if visit else ("each", 0, "", ("const", 0, None), ())

    # Loops

    def _is_loop(self, turn: Turn, key: Hashable) -> bool:
        """Whether the loop has many turns, all in one transaction."""
        if isinstance(turn.source, Several) or turn.site in self._committing or commits(self._loop(turn)):
            return False
        if isinstance(key, tuple) and len(key) == 6:
            return _FEW.search(self._project.text(key[1])[key[2] : key[3]]) is None
        return True

    def _place(self, site: Site, turn: Turn) -> tuple[Site, Visit | None]:
        """Where in the loop's own function the query is made, directly or by what is called there."""
        depth = len(turn.site.through)
        place = site.through[depth] if len(site.through) > depth else site
        if depth or place.path != self._scope.path:
            return place, None
        return place, self._by_span.get((place.start, place.end))

    def _is_seldom(self, visit: Visit, turn: Turn) -> bool:
        """Whether the code looks first whether it has the answer already."""
        span = (turn.site.start, turn.site.end)
        inside = False
        for step in visit.inside:
            if self._scope.span(step.node) == span:
                inside = True
            elif inside and step.kind in ("if", "choose", "binary") and looks_first(step.node):
                return True
        return False


def _is_certain(project: Project, site: Site) -> bool:
    """Whether a function that the loop calls is there to read, and reads each time it is called."""
    if not site.through:
        return True
    if len(site.through) > 1:
        return False
    for function, node, text in functions_in(project, site.path):
        start, end = project.span(site.path, node[1])
        if start <= site.start < end:
            if text.count(b"\n") > LONGEST_READER or DOES_MORE.search(text):
                return False
            scope = scope_of(project, function)
            return not any(_keeps(part) for part in node[5]) and any(
                scope.span(visit.node) == (site.start, site.end) and _is_always(scope, visit)
                for visit in scope.visits
            )
    return False


def _is_always(scope: Scope, visit: Visit) -> bool:
    """Whether a function comes to a node whenever it is called."""
    for step in visit.inside:
        place = step.place
        if step.kind == "if" and (place[0] != 2 or place[1] > 0 or place[2] != 0):
            return False
        if step.kind == "choose" and place[0] != 2:
            return False
        if step.kind == "binary" and step.node[2] in ("and", "or") and place[1] > 0:
            return False
        if step.kind == "try" and place[0] != 2:
            return False
    start = scope.span(visit.node)[0]
    return not any(
        other.node[0] == "return"
        and scope.span(other.node)[1] <= start
        and any(step.kind == "if" for step in other.inside)
        for other in scope.visits
    )


def _leads(child: Hashable, key: Hashable) -> bool:
    """Whether `key` lies on the way from a record to the one below it."""
    while isinstance(child, tuple) and len(child) == 2 and isinstance(child[1], str):
        child = child[0]
        if child == key:
            return True
    return False


def _name(called: Called) -> str:
    function = called.node[2]
    return str(function[3]) if function[0] == "attr" else ""


def _directly(value: Value) -> list[RecordRef]:
    """The records that a turn gives, by itself or in a row; not those in a chunk or group."""
    if isinstance(value, RecordRef):
        return [value]
    return [item for item in value.items if isinstance(item, RecordRef)] if isinstance(value, Several) else []


def _is_legacy(made: Statement) -> bool:
    """Whether it is a query that its own methods send, not a result."""
    node = made.node
    return made.session is not None and (node is None or (node[2][0] == "attr" and node[2][3] == "query"))


def _root(scope: Scope, node: Node, depth: int = 0) -> str:
    """The function that the chain of calls in an expression begins with."""
    while node[0] in ("call", "attr"):
        if node[0] == "call" and node[2][-1] in _READS:
            return str(node[2][-1])
        node = node[2]
    if node[0] == "name" and depth < 4:
        roots = {_root(scope, given.node, depth + 1) for given in scope.assigned(node[2]) if given.node}
        return roots.pop() if len(roots) == 1 else ""
    return ""


def _origins(scope: Scope, node: Node | None, depth: int = 0) -> Iterator[Node]:
    """What was assigned to the names in an expression, and to the names in that."""
    if node is None or depth > 3:
        return
    for name in spoken(node):
        for given in scope.assigned(name):
            if given.how == "value" and given.node is not None and given.node is not node:
                yield given.node
                yield from _origins(scope, given.node, depth + 1)


def _keeps(decorator: Node) -> bool:
    """Whether a decorator keeps what a function gave: `@cache`, `@cached(ttl=60)`."""
    while decorator[0] == "call":
        decorator = decorator[2]
    return isinstance(decorator[-1], str) and "cache" in decorator[-1]
