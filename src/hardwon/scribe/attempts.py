"""What was tried, failed and was tried again: fixes, and what stayed broken."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hardwon.scribe.outcomes import covers, is_check, parts
from hardwon.scribe.story import Done, Said, Step

# Programs whose failure is an answer ("no such line"), not a mishap.
_ASKING = re.compile(
    r"(?:grep|rg|ag|find|fd|ls|cat|head|tail|which|test|\[|diff|cmp|stat|file|command|type|pgrep|jq|tree|wc|sed|awk|"
    r"curl|ps|kill|pkill|gh|git (?:log|show|diff|status|grep|branch|rev-parse))(?:\s|$)"
)
_ECHOES = ("Sibling tool call errored", "Cancelled: parallel tool call")


@dataclass(frozen=True, slots=True)
class Fix:
    """A failure that a change ended: `cause` is what the agent said between the two; lines in order."""

    symptom: str
    cause: str
    change: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A failure that nothing ended. `is_last_word`: it is a check, and its last run failed."""

    what: str
    symptom: str
    lines: tuple[int, ...]
    is_last_word: bool


@dataclass(slots=True)
class _Open:
    """A failure not ended yet, and what happened since."""

    part: str
    what: str
    symptom: str
    lines: list[int]
    check: bool
    cause: str = ""
    cause_line: int = 0
    change: list[str] = field(default_factory=list)
    change_lines: list[int] = field(default_factory=list)
    moved_on: bool = False


def fixes_of(steps: Sequence[Step]) -> tuple[Fix, ...]:
    """Commands that failed, and worked when run again after files were edited; in the order of the cure."""
    return tuple(_walk(steps)[0])


def unfixed_of(steps: Sequence[Step]) -> tuple[Attempt, ...]:
    """Commands that failed and never worked again, and other tools that failed again and again."""
    return tuple(
        Attempt(one.what, one.symptom, tuple(one.lines), is_last_word=one.check)
        for one in _walk(steps)[1]
        if one.check or (one.moved_on and (len(one.lines) > 1 or not _only_asks(one.part)))
    )


def _walk(steps: Sequence[Step]) -> tuple[list[Fix], list[_Open]]:
    fixes: list[Fix] = []
    failures: list[_Open] = []
    for step in steps:
        if isinstance(step, Said):
            _hear(failures, step)
        elif step.what == "edit" and step.failed is False:
            _note_change(failures, step)
        elif step.failed is True and not step.rejected and not step.symptom.startswith(_ECHOES):
            _fail(failures, step)
        elif step.failed is False:
            ended = [one for one in failures if _ends(step, one)]
            fixes += [_fix(one, step) for one in ended if one.change]
            failures = [one for one in failures if one not in ended]
            for one in failures:
                one.moved_on = True
    return fixes, failures


def _hear(failures: Iterable[_Open], said: Said) -> None:
    """What the agent says after a failure and before its first change is its account of why."""
    for one in failures:
        if said.by == "assistant" and not one.change:
            one.cause, one.cause_line = said.text, said.line
        one.moved_on = True


def _note_change(failures: Iterable[_Open], step: Done) -> None:
    for one in failures:
        one.change += [path for path in step.targets if path not in one.change]
        one.change_lines.append(step.line)


def _fail(failures: list[_Open], step: Done) -> None:
    part = _key(step)
    for one in failures:
        if one.part == part or (step.what == "run" and covers(part, one.part) and covers(one.part, part)):
            one.lines.append(step.result_line)
            return
    what = step.targets[0] if step.targets else step.tool
    checks = step.what == "run" and is_check(what)
    failures.append(_Open(part, what, step.symptom, [step.result_line], checks))


def _key(step: Done) -> str:
    """What must work for the failure to be over: of a command line its last check, else its last part."""
    if step.what != "run" or not step.targets:
        return f"{step.tool}({next(iter(step.targets), '') if step.what == 'edit' else ''})"
    pieces = parts(step.targets[0]) or [step.targets[0]]
    return next((piece for piece in reversed(pieces) if is_check(piece)), pieces[-1])


def _ends(step: Done, one: _Open) -> bool:
    if step.what == "run" and step.targets:
        return any(covers(piece, one.part) for piece in parts(step.targets[0]))
    return _key(step) == one.part


def _fix(one: _Open, step: Done) -> Fix:
    told = [one.cause_line] if one.cause_line else []
    lines = sorted({*one.lines, *told, *one.change_lines[:3], step.result_line})
    return Fix(one.symptom, one.cause, tuple(one.change), tuple(lines))


def only_asks(command: str) -> bool:
    """Whether all parts of a command line only look at something."""
    return all(_only_asks(part) for part in parts(command))


def _only_asks(part: str) -> bool:
    return "(" in part.split(" ")[0] or _ASKING.match(part) is not None
