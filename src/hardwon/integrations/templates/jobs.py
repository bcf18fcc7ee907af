"""What keeps the state of jobs in a project: a class with methods for it, or functions of a module."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hardwon.integrations.templates.names import Manager, Method, Param
from hardwon.integrations.templates.sources import Source, Sources, statements

STATES: dict[str, tuple[str, ...]] = {
    "pending": ("pending", "queued", "created", "waiting", "scheduled", "new"),
    "running": ("running", "in_progress", "processing", "started", "active", "working", "executing"),
    "completed": ("completed", "complete", "done", "finished", "succeeded", "success", "ok"),
    "failed": ("failed", "failure", "error", "errored", "fail"),
}
_ABOUT = r"(?:job|task|run|work|workflow|import|export|execution|process)"
_NAMED = re.compile(
    r"\w*(?:Job|Task|Worker|Workflow|Run|Execution|Background)\w*?"
    r"(?:Manager|Service|Tracker|Registry|Store|Storage|Repository|Repo|Queue|Controller|Monitor|Keeper"
    r"|Dao|DAO|CRUD)s?"
)
_ENDED = r"(?:_by_id)?(?:_async)?"
_UPDATE = re.compile(
    rf"(?:\w+_)?(?:update|set|change|save|record|report)_(?:{_ABOUT}_)?(?:progress|status|state){_ENDED}"
    rf"|update_{_ABOUT}{_ENDED}"
)
_BY_STATE = {
    state: re.compile(
        rf"(?:mark|set)_(?:{_ABOUT}_)?(?:as_)?(?:{'|'.join(words)})|(?:{verbs})_{_ABOUT}|(?:{verbs})"
    )
    for state, words, verbs in (
        ("running", STATES["running"], "start"),
        ("completed", STATES["completed"], "complete|finish|succeed"),
        ("failed", STATES["failed"], "fail"),
    )
}
_FUNCTION = re.compile(r"(?:async_)?(?:update|set)_(?:job|task|run|import|export)_(?:status|state|progress)")
_STATE = re.compile(r"(?:\w+_)?(?:status|state)")
_NOT_REAL = frozenset(
    {"Protocol", "ABC", "TypedDict", "Enum", "StrEnum", "BaseModel", "NamedTuple", "Exception"}
)

Def = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class _Candidate:
    manager: Manager
    fit: int


def find_manager(sources: Sources) -> Manager | None:
    """The one that most files import; a class goes before functions, one named for jobs before others."""
    found: list[_Candidate] = []
    for source in sources.files:
        if re.search(r"status|state|progress|running|failed", source.text):
            found += _in_file(source)
    if not found:
        return None

    def order(one: _Candidate) -> tuple[object, ...]:
        manager = one.manager
        uses = max(
            sources.uses.get(place.name, 0) for place in (manager.place, manager.instance or manager.place)
        )
        return -one.fit, -uses, manager.place.path, manager.place.line

    best = min(found, key=order).manager
    return (
        best
        if best.instance or not best.is_class
        else replace(best, instance=sources.object_of(best.place.name, best.place.path))
    )


def is_state(name: str) -> bool:
    """Whether a parameter takes the state of a job."""
    return _STATE.fullmatch(name) is not None


def _in_file(source: Source) -> Iterator[_Candidate]:
    tree = source.tree()
    if tree is None:
        return
    words = frozenset(re.findall(r"[a-z_]{2,20}", source.text)) & {
        one for many in STATES.values() for one in many
    }
    for node in statements(tree):
        if isinstance(node, ast.ClassDef):
            candidate = _of_class(node, tree, source, words)
            if candidate is not None:
                yield candidate
    functions = [node for node in tree.body if isinstance(node, Def) and _FUNCTION.fullmatch(node.name)]
    for function in functions:
        method = _method(function, bound=False)
        if any(is_state(param.name) for param in method.params):
            place = source.place(function.name, function.lineno)
            yield _Candidate(Manager(place, None, (), method, {}, words, is_class=False), 0)


def _of_class(
    node: ast.ClassDef, tree: ast.Module, source: Source, words: frozenset[str]
) -> _Candidate | None:
    bases = {ast.unparse(base).rpartition(".")[2].partition("[")[0] for base in node.bases}
    own = [inner for inner in node.body if isinstance(inner, Def)]
    if bases & _NOT_REAL or any(_is_abstract(inner) for inner in own) or "__tablename__" in _assigned(node):
        return None
    update = _update_of(own)
    by_state = {
        state: _method(inner)
        for state, pattern in _BY_STATE.items()
        for inner in reversed(own)
        if pattern.fullmatch(inner.name) and _takes_job(inner)
    }
    is_named = _NAMED.fullmatch(node.name) is not None
    about = sum(1 for inner in own if re.search(rf"(?:^|_){_ABOUT}s?(?:_|$)", inner.name))
    if update is None and not {"running", "completed", "failed"} <= by_state.keys():
        return None
    if not is_named and about < 2:
        return None
    instance = next(
        (
            source.place(target.id, one.lineno)
            for one in statements(tree)
            for target, value in _assignments(one)
            if isinstance(value, ast.Call) and ast.unparse(value.func) == node.name
        ),
        None,
    )
    place = source.place(node.name, node.lineno)
    manager = Manager(place, instance, _needs(own), update, {} if update else by_state, words)
    return _Candidate(manager, 1 + is_named + (instance is not None))


def _update_of(own: list[Def]) -> Method | None:
    """The method that takes a state for a job; one that says progress, too, goes before others."""
    methods = [_method(one) for one in own if _UPDATE.fullmatch(one.name) and not one.name.startswith("_")]
    fitting = [
        one for one in methods if any(is_state(param.name) for param in one.params) and len(one.params) > 1
    ]
    return min(
        fitting,
        key=lambda one: ("status" not in one.name and "progress" not in one.name, one.name),
        default=None,
    )


def _takes_job(node: Def) -> bool:
    return len(node.args.posonlyargs) + len(node.args.args) > 1


def _method(node: Def, *, bound: bool = True) -> Method:
    given = node.args
    plain = [*given.posonlyargs, *given.args]
    required = len(plain) - len(given.defaults)
    is_static = any(ast.unparse(one) == "staticmethod" for one in node.decorator_list)
    params = [
        Param(arg.arg, _text(arg.annotation), number < required, is_keyword=False)
        for number, arg in enumerate(plain)
    ][1 if bound and not is_static else 0 :]
    params += [
        Param(arg.arg, _text(arg.annotation), default is None, is_keyword=True)
        for arg, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
    ]
    return Method(node.name, tuple(params), isinstance(node, ast.AsyncFunctionDef))


def _needs(own: Iterable[Def]) -> tuple[str, ...]:
    """What the constructor must be given."""
    made = next((node for node in own if node.name == "__init__"), None)
    return tuple(param.name for param in _method(made).params if param.is_required) if made else ()


def _assignments(node: ast.stmt) -> Iterator[tuple[ast.Name, ast.expr]]:
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        yield node.targets[0], node.value
    elif isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
        yield node.target, node.value


def _assigned(node: ast.ClassDef) -> set[str]:
    return {target.id for inner in node.body for target, _ in _assignments(inner)}


def _is_abstract(node: Def) -> bool:
    return any("abstractmethod" in ast.unparse(one) for one in node.decorator_list)


def _text(node: ast.expr | None) -> str:
    return ast.unparse(node) if node is not None else ""
