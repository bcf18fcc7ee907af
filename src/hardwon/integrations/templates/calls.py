"""Calls that say how a job stands, as a project's own job manager takes them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hardwon.integrations.templates.jobs import STATES, is_state
from hardwon.integrations.templates.names import Manager, Method, Param, Place, ProjectNames

_ERROR = re.compile(r"(?:\w+_)?(?:error|exception|exc|reason|failure)(?:_\w+)?|detail|details")
_STEP = re.compile(r"(?:current_)?(?:step|stage|phase)|(?:status_)?(?:message|msg|description|text)")
_PROGRESS = re.compile(r"(?:\w+_)?(?:progress|percent|percentage|pct)")
_JOB = re.compile(r"(?:\w+_)?(?:id|uuid|pk|key|job|task|run)")
_WIDTH = 100  # columns
_SAID = {"running": "Starting", "completed": "Done"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call; `imports` are what it needs, `left` the arguments that somebody has to put in.

    `guessed` is the word for the state where nothing in the project says it.
    """

    function: str
    arguments: tuple[str, ...]
    imports: tuple[Place, ...] = ()
    left: tuple[str, ...] = ()
    guessed: str = ""

    def text(self, indent: int) -> str:
        """The call as code that begins `indent` columns from the left; too long a line is broken."""
        line = f"{self.function}({', '.join(self.arguments)})"
        if indent + len(line) <= _WIDTH:
            return line
        space = " " * indent
        inner = "".join(f"{space}    {one},\n" for one in self.arguments)
        return f"{self.function}(\n{inner}{space})"


def write_call(
    on: str, manager: Manager, names: ProjectNames, *, state: str, job: str, error: str
) -> Call | None:
    """The call on `on` that says `state` of `job`; None where the manager has no method for it.

    `error` is the text of the exception where one is at hand, else empty.
    """
    method = manager.update or manager.by_state.get(state)
    if method is None:
        return None
    arguments: list[str] = []
    imports: list[Place] = []
    left: list[str] = []
    guessed = ""
    is_named = False
    for number, param in enumerate(method.params):
        value = None
        if number == 0 and _JOB.fullmatch(param.name):
            value = job
        elif manager.update is not None and is_state(param.name):
            value, place, guessed = _state_value(param, manager, names, state)
            imports += [place] if place else []
        else:
            value = _value(param, state, error)
        if value is None and param.is_required:
            value = "..."
            left.append(f"{param.name}{f': {param.annotation}' if param.annotation else ''}")
        if value is None:
            is_named = True  # what comes after one that is left out needs its name
        elif number == 0 and not param.is_keyword and not is_named:
            arguments.append(value)
        else:
            arguments.append(f"{param.name}={value}")
    called = f"{on}.{method.name}" if manager.is_class else on
    awaited = "await " if method.is_async else ""
    return Call(f"{awaited}{called}", tuple(arguments), tuple(imports), tuple(left), guessed)


def job_annotation(manager: Manager) -> str:
    """What type the id of a job has; empty where that is not said, or is no plain type."""
    method: Method | None = manager.update or next(iter(manager.by_state.values()), None)
    first = method.params[0] if method and method.params else None
    known = first is not None and first.annotation in ("int", "str", "UUID", "uuid.UUID")
    return first.annotation if first is not None and known else ""


def _value(param: Param, state: str, error: str) -> str | None:
    """What to give for a parameter that is neither the job nor its state; None for nothing."""
    is_text = not param.annotation or re.search(r"\b(?:str|Any|Exception)\b", param.annotation) is not None
    if _ERROR.fullmatch(param.name) and is_text:
        if not error:
            return '""' if param.is_required and "str" in param.annotation else None
        return error.removeprefix("str(").removesuffix(")") if "Exception" in param.annotation else error
    if _PROGRESS.fullmatch(param.name):
        if state != "completed":
            return "0" if param.is_required else None
        return "100" if "int" in param.annotation else None  # a float may end at 1.0 or at 100.0
    if _STEP.fullmatch(param.name) and is_text:
        if state == "failed":
            return error if param.is_required and error else None
        return f'"{_SAID[state]}"' if state in _SAID and (param.is_required or state == "running") else None
    return None


def _state_value(
    param: Param, manager: Manager, names: ProjectNames, state: str
) -> tuple[str, Place | None, str]:
    """A state as the parameter takes it, what is to be imported for that, and the word if it is a guess."""
    for name in re.findall(r"\w+", param.annotation):
        if name in names.enums:
            place, members = names.enums[name]
            member = _word(state, members)
            if member:
                return f"{name}.{member}", place, ""
    spelt = [*re.findall(r"'([^']*)'", param.annotation)]
    for name in re.findall(r"\w+", param.annotation):
        spelt += names.literals.get(name, ())
    word = _word(state, spelt) or _word(state, manager.words)
    return (f'"{word}"', None, "") if word else (f'"{state}"', None, state)


def _word(state: str, words: Iterable[str]) -> str:
    """The one of `words` that means `state`; empty for none."""
    by_sense = {word.casefold().replace("-", "_"): word for word in words}
    return next((by_sense[sense] for sense in STATES.get(state, (state,)) if sense in by_sense), "")
