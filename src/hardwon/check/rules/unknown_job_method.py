"""The rule `unknown-job-method`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from hardwon.check.analyses.rewriting import Call, nearest_method, rewritten
from hardwon.check.interpreter.frames import MOST_STEPS
from hardwon.check.interpreter.requests import Requests
from hardwon.check.linking.project import Class, Project, owner_of
from hardwon.check.linking.roots import functions_in
from hardwon.check.linking.values import ClassRef, External, FunctionRef, Instance, Made, Value
from hardwon.check.linking.words import any_word
from hardwon.check.rule import Breach, Found, Rule
from hardwon.check.searches import lazily
from hardwon.check.syntax.names import walk
from hardwon.check.syntax.trees import Node

_MANAGER = """\
class JobManager:
    def create_job(self, kind):
        return kind

    def update_job_progress(self, job_id, progress=None, status=None, current_step=None):
        print(job_id, progress, status, current_step)

    def get_job(self, job_id):
        return job_id

job_manager = JobManager()
"""
# External bases that bring no methods one would call on a manager.
_PLAIN_BASES = frozenset({"object", "ABC", "Generic", "AsyncContextManager", "AbstractContextManager"})
# Decorators that leave a class's methods as they are written.
_PLAIN_DECORATORS = frozenset(
    {"dataclass", "final", "define", "frozen", "attrs", "s", "singleton", "inject", "total_ordering"}
)
_WATCHED_STEPS = MOST_STEPS - 300
_TELLING = lazily(r"job|task|manager|tracker|worker|queue|runner")
_RETURNS = lazily(rb"\breturn\b([^\n]*)")
_ON_ANY = lazily(rb"\.(\w+)\(")
_ON_SELF = lazily(rb"\b(?:self|cls|super\(\))(?:\.\w+)*\.(\w+)\(")


class UnknownJobMethod(Rule):
    """The project's own job manager is called by a method that it does not have.

    Job managers grow by hand, and their methods sound alike: `update_job_status` is what one expects, and
    `update_job_progress(status=...)` is what there is. Nothing notices before the job runs; then it ends with
    an `AttributeError` in the background, often before it has said that it is running, and its status stays
    at "pending" for ever. Look the method up in the class before calling it.

    It stays silent where the class is not known for sure: with `__getattr__`, protocols, bases from outside
    the project, methods set from outside, and objects whose class depends on the way taken.
    """

    slug = "unknown-job-method"
    title = "Call the job manager by methods that it has"
    source = "https://docs.python.org/3/library/exceptions.html#AttributeError"
    needs = (b"job", b"Job", b"task", b"Task", b"Worker", b"Background", b"Batch", b"Run")
    breaches = (
        Breach(
            text=_MANAGER
            + """\

def import_rows(job_id, rows):
    job_manager.update_job_status(job_id, "running")  # here
    print(len(rows))
    job_manager.update_job_progress(job_id, status="completed")
""",
            cured=_MANAGER
            + """\

def import_rows(job_id, rows):
    job_manager.update_job_progress(job_id, status="running")
    print(len(rows))
    job_manager.update_job_progress(job_id, status="completed")
""",
        ),
        Breach(
            text="""\
from jobs import JobManager

class Importer:
    def __init__(self, jobs: JobManager):
        self.jobs = jobs

    def run(self, job_id):
        self.jobs.finish_job(job_id)  # here
# file: jobs.py
"""
            + _MANAGER,
            cured="""\
from jobs import JobManager

class Importer:
    def __init__(self, jobs: JobManager):
        self.jobs = jobs

    def run(self, job_id):
        self.jobs.update_job_progress(job_id, status="completed")
# file: jobs.py
"""
            + _MANAGER,
        ),
    )
    quiet = (
        _MANAGER.replace(
            "    def get_job(", "    def __getattr__(self, name):\n        return print\n\n    def get_job("
        )
        + "\ndef work(job_id):\n    job_manager.update_job_status(job_id, 'running')\n",
        "from library import Manager\n\n"
        + _MANAGER.replace("class JobManager:", "class JobManager(Manager):")
        + "\ndef work(job_id):\n    job_manager.update_job_status(job_id, 'running')\n",
        "from typing import Protocol\n\n"
        + _MANAGER.replace("class JobManager:", "class JobManager(Protocol):").replace(
            "job_manager = JobManager()\n", ""
        )
        + "\ndef work(job_id, jobs: JobManager):\n    jobs.update_job_status(job_id, 'running')\n",
        _MANAGER + "\ndef work(job_id):\n    if hasattr(job_manager, 'update_job_status'):\n"
        "        job_manager.update_job_status(job_id, 'running')\n",
        """
class TestUpdates:
    def create_job(self):
        return self.request.instance

    def test_update_job(self):
        self.patching("status")
""",
    )

    def wants(self, text: bytes) -> bool:
        return False  # which functions matter is known only when all managers are

    def offers(self, project: Project, path: str) -> Iterable[str]:
        for home, name in project.managers():
            if home == path:
                yield f"{name}:class"
                yield from (f"{below}:class" for below in _below(project, name))

    def relays(self, project: Project, path: str, names: frozenset[str]) -> Iterable[str]:
        words = {name.partition(":")[0] for name in names}
        for node in project.facts(path).interface:
            if node[0] == "assign" and node[3] is not None:
                used = {inner[2] for inner in walk((node[3],)) if inner[0] == "name"}
                used |= {inner[3] for inner in walk((node[3],)) if inner[0] == "attr"}
                if used & words:
                    for target in node[2]:
                        if target[0] == "name":
                            # What begins with a capital is a type's other name.
                            yield f"{target[2]}:{'class' if target[2][:1].isupper() else 'value'}"
        spoken = any_word(words)
        for function, node, text in functions_in(project, path):
            # A method's name says too little by itself, unless it says what it gives.
            if len(function.short) < 4 or ("." in function.name and not _TELLING.search(function.short)):
                continue
            arrow = str(node[4] or "").rpartition("->")
            if (arrow[1] and spoken and spoken.search(arrow[2].encode())) or (
                text.count(b"\n") < 12
                and any(spoken and spoken.search(line) for line in _RETURNS.findall(text))
            ):
                yield f"{function.short}:class"

    def check(self, project: Project, path: str, names: frozenset[str]) -> Iterator[Found]:
        if not names:
            return
        sought = _Sought(project, path, names)
        if not sought.is_spoken_in(project.text(path)):
            return
        found: dict[tuple[int, str], Found] = {}
        for function, _, text in functions_in(project, path):
            if sought.concerns(function, text):
                for call in _calls_in(project, function, text):
                    for made in _found(project, path, call):
                        found.setdefault((made.start, made.message), made)
        if sought.concerns(None, project.text(path)):
            top = _Watching(project, project.text(path))
            top.run_module(path)
            for call in top.calls:
                for made in _found(project, path, call):
                    found.setdefault((made.start, made.message), made)
        yield from found.values()


class _Sought:
    """What tells whether a function may call a manager by a method that none has."""

    def __init__(self, project: Project, path: str, names: frozenset[str]) -> None:
        words = {name.partition(":")[0]: name.partition(":")[2] for name in names}
        words.update({alias: words[name] for alias, name in _aliases(project, path, words.keys()).items()})
        self._project = project
        self._classes = any_word(word for word, kind in words.items() if kind == "class")
        values = sorted(re.escape(word) for word, kind in words.items() if kind == "value")
        self._on_value = re.compile(rf"\b(?:{'|'.join(values)})\.(\w+)\(".encode()) if values else None
        self._any = any_word(words)
        self._methods = _all_methods(project)
        self._by_owner: dict[ClassRef, bool] = {}

    def is_spoken_in(self, text: bytes) -> bool:
        """Whether `concerns` may be true of anything in a file."""
        return self._any is not None and self._any.search(text) is not None

    def concerns(self, function: FunctionRef | None, text: bytes) -> bool:
        if self._on_value is not None and self._has_other(self._on_value, text):
            return True
        if self._classes is not None and self._has_other(_ON_ANY, text) and self._classes.search(text):
            return True
        owner = owner_of(function) if function else None
        if owner is None or not self._has_other(_ON_SELF, text):
            return False
        if owner not in self._by_owner:
            self._by_owner[owner] = bool(self._any and self._any.search(_class_text(self._project, owner)))
        return self._by_owner[owner]

    def _has_other(self, pattern: re.Pattern[bytes], text: bytes) -> bool:
        """Whether a method is called that is none of a manager's."""
        return any(name not in self._methods for name in pattern.findall(text))


def _all_methods(project: Project) -> frozenset[bytes]:
    """Every method that any job manager has: a call of one of these is not worth a closer look."""
    return project.once(("methods of managers",), lambda: _read_methods(project))


def _read_methods(project: Project) -> frozenset[bytes]:
    each: list[set[str]] = []
    for path, name in project.managers():
        each.append(set(_methods(project, ClassRef(path, name))))
    return frozenset(name.encode() for name in (set.intersection(*each) if each else set()))


def _calls_in(project: Project, function: FunctionRef, text: bytes) -> list[Call]:
    machine = _Watching(project, text)
    finals = machine.run_root(function)
    for closure in machine.closures if finals else ():
        machine.state = finals[-1].copy()
        machine.run_inner(closure)
        del machine.stack[1:]
    return machine.calls


class _Watching(Requests):
    """Collects calls of methods that their class does not bind."""

    def __init__(self, project: Project, text: bytes) -> None:
        super().__init__(project)
        self.calls: list[Call] = []
        self.steps = _WATCHED_STEPS
        self._text = text

    def on_call(self, callee: Value, owner: Value, node: Node) -> None:
        function = node[2]
        if function[0] != "attr":
            return
        if isinstance(callee, External) and callee.name == f"builtins.super().{function[3]}":
            callee, owner = None, self._above()
        if callee is not None or not isinstance(owner, Instance | ClassRef):
            return
        if len(self.stack) > 2 or self.frame.path != self.stack[0].path or self.frame.site is not None:
            return
        of = owner.of if isinstance(owner, Instance) else owner
        args = tuple(self.site(arg) for arg in node[3])
        keywords = tuple((word or "", self.site(value)) for word, value in node[4])
        spread = any(arg[0] == "star" for arg in node[3]) or any(word is None for word, _ in node[4])
        self.calls.append(
            Call(of, function[3], self.site(node), self.site(function[2]), args, keywords, spread, self._text)
        )

    def _above(self) -> Value:
        """The class that `super()` stands for; None where that depends on who inherits."""
        own = owner_of(self.frame.function) if self.frame.function else None
        known = self.project.class_of(own) if own else None
        if own is None or known is None or len(known.bases) != 1:
            return None
        for path, name in self.project.subclasses(own.short):
            below = self.project.class_of(ClassRef(path, name))
            if below is None or len(below.bases) != 1:
                return None
        return known.bases[0]


def _below(project: Project, name: str) -> Iterator[str]:
    """The names of all classes below the class of that name."""
    seen = {name}
    waiting = [name]
    while waiting:
        for _, below in project.subclasses(waiting.pop()):
            if below not in seen:
                seen.add(below)
                waiting.append(below)
                yield below


def _aliases(project: Project, path: str, words: Collection[str]) -> dict[str, str]:
    """What the file calls things that it imports under one of `words`."""
    found: dict[str, str] = {}
    for name, choices in project.names(path).by_name.items():
        for binding in choices:
            if binding.kind == "from" and binding.member in words:
                found[name] = binding.member
    return found


def _class_text(project: Project, owner: ClassRef) -> bytes:
    known = project.class_of(owner)
    if known is None:
        return b""
    return project.part(owner.path, owner.name, known.node[1])


# Whether the class is known well enough


def _found(project: Project, path: str, call: Call) -> Iterator[Found]:
    if call.name.startswith("__") or not _is_manager(project, call.of):
        return
    line = project.line_of(call.of)
    if line.open or not all(_is_plain_base(base) for base in line.external):
        return
    if not all(_is_plain(project, known) for known in line.classes):
        return
    if any(call.name in known.names.by_name for known in line.classes):
        return
    words = {known.ref.short for known in line.classes}
    if any(_has_member(project, below, call.name) for name in words for below in project.subclasses(name)):
        return
    receiver = project.text(path)[call.receiver.start : call.receiver.end]
    if any({call.name, "*"} & project.patches(name) for name in (*words, _last_word(receiver))):
        return
    if any(_sets(project, known, call.name) for known in line.classes) or _guarded(
        project, path, call, receiver
    ):
        return
    yield _finding(project, path, call)


def _is_manager(project: Project, of: ClassRef) -> bool:
    managers = set(project.managers())
    return any((known.ref.path, known.ref.name) in managers for known in project.line_of(of).classes)


def _is_plain_base(value: Value) -> bool:
    name = value.last if isinstance(value, External) else value.of.last if isinstance(value, Made) else ""
    return name in _PLAIN_BASES


def _is_plain(project: Project, known: Class) -> bool:
    """Whether the class has exactly the methods that are written in it."""
    names = known.names.by_name
    if "__getattr__" in names or "__getattribute__" in names:
        return False
    metaclass = known.keywords.get("metaclass")
    if metaclass is not None and metaclass[-1] != "ABCMeta":
        return False
    for decorator in known.decorators:
        inner = decorator[2] if decorator[0] == "call" else decorator
        if inner[-1] not in _PLAIN_DECORATORS:
            return False
    # Calls and loops in the body of a class may define anything.
    return not any(node[0] in ("do", "for", "while", "with") and _may_define(node) for node in known.node[6])


def _may_define(node: Node) -> bool:
    return any(inner[0] == "call" for inner in walk((node,)))


def _has_member(project: Project, place: tuple[str, str], name: str, depth: int = 0) -> bool:
    known = project.class_of(ClassRef(*place))
    if known is not None and (name in known.names.by_name or _sets(project, known, name)):
        return True
    return depth < 4 and any(
        _has_member(project, below, name, depth + 1)
        for below in project.subclasses(place[1])
        if below != place
    )


def _sets(project: Project, known: Class, name: str) -> bool:
    """Whether a method of the class sets `self.name`, or attributes whose names it makes up."""
    text = _class_text(project, known.ref)
    word = re.escape(name.encode())
    if re.search(rb"\b(?:self|cls)\." + word + rb"\b(?!\s*\()", text):
        return True  # named without being called: set, handed on, or compared
    return (
        re.search(rb"setattr\(\s*(?:self|cls)\b|self\.__dict__|vars\(self\)|__class__\s*=", text) is not None
    )


def _guarded(project: Project, path: str, call: Call, receiver: bytes) -> bool:
    """Whether the code asks what the object is or has before it calls, or sets the method itself."""
    text = project.text(path)
    word = re.escape(call.name.encode())
    if re.search(rb"[\"']" + word + rb"[\"']|\." + word + rb"\s*=[^=]", text):
        return True
    if not receiver:
        return False
    asked = rb"(?:isinstance|hasattr|issubclass|type|cast|callable)\([^()]*\b" + re.escape(receiver) + rb"\b"
    caught = re.search(rb"except[^\n]*AttributeError", call.text)
    return re.search(asked, call.text) is not None or caught is not None


def _last_word(text: bytes) -> str:
    return re.sub(rb"\W.*", b"", text.rpartition(b".")[2]).decode("utf-8", "replace")


# From the call to a finding


def _methods(project: Project, of: ClassRef) -> dict[str, FunctionRef]:
    """The public methods of the class and its ancestors."""
    found: dict[str, FunctionRef] = {}
    for known in reversed(project.line_of(of).classes):
        for name, choices in known.names.by_name.items():
            if choices[-1].node[0] == "def" and not name.startswith("_"):
                found[name] = FunctionRef(known.ref.path, f"{known.ref.name}.{name}", choices[-1].node[1])
    return found


def _finding(project: Project, path: str, call: Call) -> Found:
    methods = _methods(project, call.of)
    near, params = nearest_method(project, call, methods)
    text = project.text(path)
    name = call.name.encode()
    start = text.index(name, call.receiver.end)
    message = f"`{call.of.short}` has no method `{call.name}`; the call ends with an AttributeError."
    rewrite = rewritten(project, path, call, methods[near], params) if near else None
    if rewrite is not None:
        do = f"write  {rewrite.line}"
    elif near:
        do = f"did you mean `{near}({', '.join(param[0] for param in params)})`?"
    else:
        some = sorted(methods)[:6]
        do = f"it has {', '.join(f'`{known}`' for known in some)}" if some else f"add it to `{call.of.short}`"
    whole = (call.site.start, call.site.end)
    return Found(
        path,
        start,
        start + len(name),
        whole,
        message,
        do,
        rewrite=(rewrite.start, rewrite.end, rewrite.text) if rewrite is not None else None,
        rewrite_is_safe=rewrite is not None,
    )
