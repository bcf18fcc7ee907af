"""What was tried, failed and was tried again: fixes, and what stayed broken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hardwon.scribe.outcomes import covers, is_check, parts
from hardwon.scribe.prose import spoken
from hardwon.scribe.story import Done, Said, Step

# Programs whose failure is an answer ("no such line"), not a mishap.
_ASKING = re.compile(
    r"(?:grep|rg|ag|find|fd|ls|cat|head|tail|which|test|\[|diff|cmp|stat|file|command|type|pgrep|jq|tree|wc|sed|awk|"
    r"curl|ps|kill|pkill|gh|git (?:log|show|diff|status|grep|branch|rev-parse))(?:\s|$)"
)
_ECHOES = ("Sibling tool call errored", "Cancelled: parallel tool call")
_MOST_OPEN = 100  # failures that wait for their cure
_MOST_LINES = 12
_MOST_FILES = 40


@dataclass(frozen=True, slots=True)
class Fix:
    """A failure that a change ended: `cause` is what the agent said between the two; lines in order."""

    symptom: str
    cause: str
    change: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(slots=True)
class Failure:
    """A failure not ended yet, and what happened since. `check`: its command is a test, a linter, a build."""

    part: str
    what: str
    symptom: str
    lines: list[int]
    check: bool
    times: int = 1
    cause: str = ""
    cause_line: int = 0
    change: list[str] = field(default_factory=list)
    change_lines: list[int] = field(default_factory=list)
    moved_on: bool = False

    @property
    def is_telling(self) -> bool:
        """Whether it says something that nothing ended it: looking for what is not there does not."""
        return self.check or (self.moved_on and (self.times > 1 or not _only_asks(self.part)))


@dataclass(slots=True)
class Attempts:
    """Follows the steps of a session: commands that failed, and worked when run again after an edit."""

    open: list[Failure] = field(default_factory=list)
    forgotten: int = 0

    def take(self, step: Step) -> Iterator[Fix]:
        """The fixes that `step` proves."""
        if isinstance(step, Said):
            self._hear(step)
        elif step.what == "edit" and step.failed is False:
            self._note_change(step)
        elif step.failed is True and not step.rejected and not step.symptom.startswith(_ECHOES):
            self._fail(step)
        elif step.failed is False:
            ended = [one for one in self.open if _ends(step, one)]
            yield from (_fix(one, step) for one in ended if one.change)
            self.open = [one for one in self.open if one not in ended]
            for one in self.open:
                one.moved_on = True

    def _hear(self, said: Said) -> None:
        """What the agent says after a failure and before its first change is its account of why."""
        for one in self.open:
            if said.by == "assistant" and not one.change and (cause := spoken(said.text)):
                one.cause, one.cause_line = cause, said.line
            one.moved_on = True

    def _note_change(self, step: Done) -> None:
        for one in self.open:
            one.change += [path for path in step.targets if path not in one.change]
            del one.change[_MOST_FILES:]
            one.change_lines = [*one.change_lines, step.line][:3]

    def _fail(self, step: Done) -> None:
        part = _key(step)
        for one in self.open:
            if one.part == part or (step.what == "run" and covers(part, one.part) and covers(one.part, part)):
                one.times += 1
                one.lines.append(step.result_line)
                if len(one.lines) > _MOST_LINES:
                    del one.lines[1]  # the first and the latest tell most
                return
        what = step.targets[0] if step.targets else step.tool
        checks = step.what == "run" and is_check(what)
        self.open.append(Failure(part, what[:500], step.symptom, [step.result_line], checks))
        if len(self.open) > _MOST_OPEN:
            least = next((one for one in self.open if not one.check), self.open[0])
            self.open.remove(least)
            self.forgotten += 1


def _key(step: Done) -> str:
    """What must work for the failure to be over: of a command line its last check, else its last part."""
    if step.what != "run" or not step.targets:
        return f"{step.tool}({next(iter(step.targets), '') if step.what == 'edit' else ''})"
    pieces = parts(step.targets[0]) or [step.targets[0]]
    return next((piece for piece in reversed(pieces) if is_check(piece)), pieces[-1])


def _ends(step: Done, one: Failure) -> bool:
    if step.what == "run" and step.targets:
        return any(covers(piece, one.part) for piece in parts(step.targets[0]))
    return _key(step) == one.part


def _fix(one: Failure, step: Done) -> Fix:
    told = [one.cause_line] if one.cause_line else []
    lines = sorted({*one.lines, *told, *one.change_lines, step.result_line})
    return Fix(one.symptom, one.cause, tuple(one.change), tuple(lines))


def only_asks(command: str) -> bool:
    """Whether all parts of a command line only look at something."""
    return all(_only_asks(part) for part in parts(command))


def _only_asks(part: str) -> bool:
    return "(" in part.split(" ")[0] or _ASKING.match(part) is not None
