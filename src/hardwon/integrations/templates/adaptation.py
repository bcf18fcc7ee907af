"""A template's text in a project's own names; what has none there stays, marked."""

import ast
import builtins
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from hardwon.integrations.templates.calls import job_annotation, write_call
from hardwon.integrations.templates.edits import Edit, Ruler, edited, with_import
from hardwon.integrations.templates.logs import take_logging
from hardwon.integrations.templates.names import Manager, Model, Place, ProjectNames
from hardwon.integrations.templates.sources import parse
from hardwon.integrations.templates.tidying import tidied, without_async

_FACTORY = re.compile(r"(?i:\w*session_?(?:factory|maker)|sessionlocal|async_session)")
_DEPENDENCY = re.compile(r"get_(?:async_)?(?:session|db)")
_MANAGER = re.compile(r"(?:\w+_)?jobs?(?:_(?:manager|service|store|tracker))?|job_manager")
_MODEL = re.compile(r"(?:[A-Z][a-z0-9]+)+")
_LIBRARIES = frozenset(
    ("sqlalchemy", "fastapi", "starlette", "pydantic", "sqlmodel", "structlog", "loguru", "httpx", "requests",
     "pytest", "celery", "django", "flask", "anyio")
)  # fmt: skip
_WHAT = {
    "factory": "what makes a session",
    "dependency": "what gives a request its session",
    "manager": "what keeps the state of jobs",
    "model": "a mapped class",
    "other": "your own",
}
_JOB_WORDS = frozenset({"job", "task", "run", "background", "work"})
MARK = "put yours here"


@dataclass(frozen=True, slots=True)
class Left:
    """A name that the project has nothing for, or an argument that only a person knows."""

    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Used:
    """A name of the project that a template took; `role` is what for."""

    role: str
    place: Place


@dataclass(frozen=True, slots=True)
class Adapted:
    """The text, the names of the project in it, and what is left to put in."""

    text: str
    used: tuple[Used, ...] = ()
    left: tuple[Left, ...] = ()


@dataclass(slots=True)
class _Work:
    """A text on its way. `local` has, by the template's names, what is imported and called how."""

    text: str
    names: ProjectNames
    used: dict[str, Used] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    local: dict[str, tuple[Place, str]] = field(
        default_factory=dict
    )  # the template's name, the name in the text
    more: list[Place] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def adapt(text: str, names: ProjectNames, *, own_name: str = "") -> Adapted:
    """`text` with the project's names for what it imports from `app` or another package that is not there.

    `own_name` is what its function is to be called; a mapped class is taken where that name speaks of it.
    What is no Python, or does not parse, stays as it is.
    """
    tree = parse(text)
    if tree is None or not text.strip():
        return Adapted(text)
    main = _main_function(text, tree)
    if own_name and main:
        text = re.sub(rf"\b{main}\b", own_name, text)
    work = _Work(text, names)
    roles = _roles(_tree(text), names)
    plain = _is_plain(roles, names)
    if plain:
        work.text = without_async(work.text)
    _take_manager(work, roles)
    _take_factories(work, roles, plain=plain)
    _take_model(work, roles, own_name or main)
    _rename(work)
    _import(work)
    text = tidied(
        take_logging(work.text, names.logging), tuple(one.name for one in work.left), _libraries(names)
    )
    return Adapted(text, tuple(work.used.values()), tuple(work.left))


def _tree(text: str) -> ast.Module:
    tree = parse(text)
    assert tree is not None, text  # each step leaves a text that parses
    return tree


def _main_function(text: str, tree: ast.Module) -> str:
    """The function that a template is about: which it says to rename, else the first one."""
    said = re.search(r"rename `(\w+)`", ast.get_docstring(tree) or "")
    if said:
        return said[1]
    own = (node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return next((name for name in own if not name.startswith("_")), "")


def _roles(tree: ast.Module, names: ProjectNames) -> dict[str, str]:
    """What each name is for that is imported from a package of nobody's."""
    found: dict[str, str] = {}
    for node in _placeholders(tree, names):
        for alias in node.names:
            name = alias.asname or alias.name
            if _FACTORY.fullmatch(name):
                found[name] = "factory"
            elif _DEPENDENCY.fullmatch(name):
                found[name] = "dependency"
            elif _MANAGER.fullmatch(name):
                found[name] = "manager"
            else:
                found[name] = "model" if _MODEL.fullmatch(name) else "other"
    return found


def _placeholders(tree: ast.Module, names: ProjectNames) -> Iterator[ast.ImportFrom]:
    known = sys.stdlib_module_names | _libraries(names)
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and not node.level and _top(node) not in known:
            yield node


def _top(node: ast.ImportFrom) -> str:
    return (node.module or "").partition(".")[0]


def _libraries(names: ProjectNames) -> frozenset[str]:
    # Somebody imports an `app` of an example's: in a template that is nobody's all the same.
    return _LIBRARIES | (names.outside - names.roots - {"app"})


def _is_plain(roles: dict[str, str], names: ProjectNames) -> bool:
    """Whether the project's own sessions are synchronous, and nothing that is awaited stands against it."""
    factory = names.factory or (names.dependency if "dependency" in roles.values() else None)
    waits = "manager" in roles.values() and names.manager is not None and names.manager.is_async
    return "factory" in roles.values() and factory is not None and not factory.is_async and not waits


def _take_factories(work: _Work, roles: dict[str, str], *, plain: bool) -> None:
    for role, found in (("factory", work.names.factory), ("dependency", work.names.dependency)):
        for name in [name for name, what in roles.items() if what == role]:
            if found is not None and found.is_async is not plain:
                _take(work, name, found.place, role)
                called = f"{name}()" if found.is_made else f"{name}.{found.member}" if found.member else name
                work.text = re.sub(rf"\b{name}\(", f"{called}(", work.text)
            else:
                kind = "synchronous" if plain else "asynchronous"
                other = f"; {found.place.name} in {found.place.path} is not" if found is not None else ""
                work.left.append(Left(name, f"{_WHAT[role]}, {kind}{other}"))


def _take_manager(work: _Work, roles: dict[str, str]) -> None:
    manager = work.names.manager
    for name in [name for name, what in roles.items() if what == "manager"]:
        if manager is None:
            work.left.append(Left(name, _WHAT["manager"]))
            continue
        place = manager.instance or manager.place
        if manager.is_class and manager.instance is None:
            work.more.append(manager.place)
            work.lines.append(_made(name, manager, work))
            work.used[name] = Used("manager", manager.place)
        else:
            _take(work, name, place, "manager")
        _rewrite_calls(work, name, manager)
        work.text = _with_job_type(work, manager)


def _made(name: str, manager: Manager, work: _Work) -> str:
    """The line that makes a job manager, where the project has no object of it that can be imported."""
    made = manager.place.name
    if not manager.needs:
        return f"{name} = {made}()"
    needs = ", ".join(manager.needs)
    work.left.append(Left(f"{made}(…)", f"what it is made with: {needs}"))
    return f"{name} = {made}({', '.join('...' for _ in manager.needs)})  # {MARK}: {needs}"


def _rewrite_calls(work: _Work, name: str, manager: Manager) -> None:
    """The calls that say a job's state, as the project's own method takes them."""
    tree, ruler = _tree(work.text), Ruler(work.text)
    edits: list[Edit] = []
    awaited = {id(node.value): node for node in ast.walk(tree) if isinstance(node, ast.Await)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        given = {one.arg: one.value for one in node.keywords}
        state = given.get("status")
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == name):
            continue
        if not (isinstance(state, ast.Constant) and isinstance(state.value, str)):
            continue
        error = ruler.text(given["error"]) if "error" in given else ""
        call = write_call(
            name, manager, work.names, state=state.value, job=ruler.text(node.args[0]), error=error
        )
        whole = awaited.get(id(node), node)
        if call is None:
            work.left.append(
                Left(f"{name}: {state.value}", f"{manager.place.name} has no method that says so")
            )
            edits.append(ruler.replaced(whole, f"...  # {MARK}: the job is {state.value}"))
            continue
        indent = whole.col_offset
        mark = f"# {MARK}: {', '.join(call.left)}\n{' ' * indent}" if call.left else ""
        if call.left:
            work.left += [
                Left(f"{manager.place.name}: {one}", "only you know what to give") for one in call.left
            ]
        if call.guessed:
            work.left.append(
                Left(f'"{call.guessed}"', f"{manager.place.path} does not say what it calls this state")
            )
        work.more += call.imports
        edits.append(ruler.replaced(whole, mark + call.text(indent)))
    work.text = edited(work.text, edits)
    work.left = list(dict.fromkeys(work.left))


def _with_job_type(work: _Work, manager: Manager) -> str:
    """The text with the type that the ids of jobs have in the project."""
    kind = job_annotation(manager)
    if not kind or not re.search(r"\bjob_id: str\b", work.text):
        return work.text
    text = re.sub(r"\bjob_id: str\b", f"job_id: {kind.rpartition('.')[2]}", work.text)
    return with_import(text, "from uuid import UUID") if "UUID" in kind else text


def _take_model(work: _Work, roles: dict[str, str], about: str) -> None:
    for name, role in roles.items():
        if role == "other":
            work.left.append(Left(name, _WHAT["other"]))
        if role != "model":
            continue
        model = _model_called(name, about, work.names)
        if model is None:
            work.left.append(Left(name, _WHAT["model"]))
            continue
        _take(work, name, model.place, "model")
        work.text = _with_columns(work.text, model)


def _model_called(name: str, about: str, names: ProjectNames) -> Model | None:
    """The mapped class of that name, or which the function's name speaks of."""
    spoken = {word.removesuffix("s") for word in about.casefold().split("_")}
    for model in names.models:
        if model.place.name == name:
            return model
    fitting = []
    for model in names.models:
        words = {word.casefold() for word in re.findall(r"[A-Z][a-z0-9]*", model.place.name)}
        words -= {"model", "orm", "table", "db"}
        words = set() if words <= _JOB_WORDS else words  # `export_job` is no work on the table of jobs
        if words and words <= spoken:
            fitting.append((len(words), model))
    best = max((count for count, _ in fitting), default=0)
    most = [model for count, model in fitting if count == best]
    return most[0] if len(most) == 1 else None


def _with_columns(text: str, model: Model) -> str:
    """The text without changes of columns that the class does not have."""
    tree, ruler = _tree(text), Ruler(text)
    edits: list[Edit] = []
    alone = _lone_statements(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute)):
            continue
        only = "...  " if id(node) in alone else ""
        target = node.targets[0]
        if not (isinstance(target.value, ast.Name) and target.value.id == "record"):
            continue
        named = target.attr if target.attr in model.columns else "status" if target.attr == "state" else ""
        is_text = isinstance(node.value, ast.Constant)
        if is_text and model.columns.get(named) in ("str", ""):
            edits.append(Edit(ruler.end(target) - len(target.attr), ruler.end(target), named))
        elif is_text:
            edits.append(ruler.replaced(node, f"{only}# {MARK}: what changes in {model.place.name}"))
        elif not named:
            edits.append(ruler.replaced(node, "...") if only else ruler.without_lines(node))
    text = edited(text, edits)
    if model.key in ("str", "UUID", "uuid.UUID"):
        text = re.sub(r"\brecord_id: int\b", f"record_id: {model.key.rpartition('.')[2]}", text)
        if "UUID" in model.key:
            text = with_import(text, "from uuid import UUID")
    return text


def _unknown(tree: ast.Module) -> Iterator[Left]:
    """Names that nothing gives a meaning: a lesson's page shows only what it is about."""
    known = set(dir(builtins)) | {"__name__", "__file__"}
    used: dict[str, None] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                used.setdefault(name)
            case ast.Name(id=name) | ast.arg(arg=name):
                known.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                known.add(name)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                known.add(name)
            case ast.alias(name=name, asname=called):
                known.add(called or name.partition(".")[0])
    yield from (Left(name, _WHAT["other"]) for name in used if name not in known)


def _lone_statements(tree: ast.Module) -> set[int]:
    """The ids of statements without which their block would be empty."""
    blocks = (getattr(node, part, ()) for node in ast.walk(tree) for part in ("body", "orelse", "finalbody"))
    return {id(block[0]) for block in blocks if isinstance(block, list) and len(block) == 1}


def _take(work: _Work, name: str, place: Place, role: str) -> None:
    work.used[name] = Used(role, place)
    work.local[name] = (place, place.name)


def _rename(work: _Work) -> None:
    """The project's names in the place of the template's, but where one already means something else."""
    tree = _tree(work.text)
    taken = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    taken |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for name, (place, called) in work.local.items():
        if called in taken - {name}:
            work.local[name] = (place, name)
    ruler = Ruler(work.text)
    edits = [
        ruler.replaced(node, work.local[node.id][1])
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in work.local
    ]
    work.text = edited(work.text, edits)


def _import(work: _Work) -> None:
    """The imports of the project's names in one block, those that are left marked."""
    tree, ruler = _tree(work.text), Ruler(work.text)
    nodes = list(_placeholders(tree, work.names))
    if not nodes:
        return
    wanted: dict[str, set[str]] = {}
    for place, called in work.local.values():
        text = place.name if called == place.name else f"{place.name} as {called}"
        wanted.setdefault(place.module, set()).add(text)
    for place in work.more:
        wanted.setdefault(place.module, set()).add(place.name)
    lines = [f"from {module} import {', '.join(sorted(names))}" for module, names in wanted.items()]
    what = {one.name: one.what for one in work.left}
    done = work.local.keys() | work.used.keys()
    for node in nodes:
        for alias in node.names:
            name = alias.asname or alias.name
            if name not in done:
                lines.append(
                    f"from {node.module} import {alias.name}  # {MARK}: {what.get(name, _WHAT['other'])}"
                )
    edits = [ruler.without_lines(node) for node in nodes]
    block = "".join(f"{line}\n" for line in sorted(lines))
    edits[0] = replace(edits[0], text=block)
    work.text = _with_lines(edited(work.text, edits), work.lines)


def _with_lines(text: str, lines: Iterable[str]) -> str:
    """`text` with `lines` above its first statement that is no import."""
    lines = list(lines)
    if not lines:
        return text
    tree, ruler = _tree(text), Ruler(text)
    begin = 1 if ast.get_docstring(tree) is not None else 0
    first = next((one for one in tree.body[begin:] if not isinstance(one, ast.Import | ast.ImportFrom)), None)
    if first is None:
        return text + "\n".join(["", *lines, ""])
    decorators = getattr(first, "decorator_list", [])
    at = ruler.at(min([first.lineno, *(one.lineno for one in decorators)]), 0)
    is_small = isinstance(first, ast.Assign | ast.AnnAssign | ast.Expr)
    return edited(text, [Edit(at, at, "\n".join(lines) + ("\n" if is_small else "\n\n\n"))])
