"""A command that failed because it was written wrongly, and its form that worked."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

_MISUSE = re.compile(
    r"command not found|not recognized as|unknown (?:option|command|flag|argument|shorthand|task)"
    r"|unrecognized (?:option|argument)|no such option|invalid (?:option|choice)|missing script"
    r"|no module named"
    r"|unexpected argument|did you mean|is not a \S+ command|no rule to make target|task .* not found"
    r"|must be run (?:from|with)|externally-managed-environment|bad option|usage:",
    re.IGNORECASE,
)
LOOKING = frozenset(  # programs that look around or move things: they fail without teaching anything
    re.findall(
        r"\w+",
        "ls cat head tail grep rg find sed awk echo cd pwd which wc ps kill sleep curl git cp mv rm true",
    )
)


@dataclass(frozen=True, slots=True)
class Run:
    """One command that was run; `output` is the end of what it printed."""

    command: str
    turn: str
    failed: bool
    output: str

    @property
    def complaint(self) -> str:
        """The line of the output that says most about the failure, shortened."""
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        told = [line for line in lines if not re.match(r"(?:Exit code|\[\w+\] \$|Traceback|\$ )", line)]
        best = next((line for line in told if _MISUSE.search(line)), "")
        best = best or next(
            (line for line in told if re.search(r"error|fail|:\d+:", line, re.IGNORECASE)), ""
        )
        return (best or (told[0] if told else ""))[:300]


def retried(passed: Run, recent: Sequence[Run]) -> Run | None:
    """The latest of `recent` that failed as misused and that `passed` does over in another form."""
    for run in reversed(recent):
        if run.failed and _MISUSE.search(run.output) and _is_another_form(run.command, passed.command):
            return run
    return None


def _is_another_form(wrong: str, right: str) -> bool:
    """Whether the two mean the same work: they share a program or a script, and are not the same text."""
    first, second = _words(wrong), _words(right)
    if not first or not second or wrong.strip() == right.strip() or first[0] in LOOKING:
        return False
    shared = {word for word in first if not word.startswith("-")} & {
        word for word in second if not word.startswith("-")
    }
    # `python x.py` and `python3 x.py`: another program, the same script.
    return bool(shared - LOOKING) and len(shared) * 2 >= min(len(first), len(second))


def _words(command: str) -> list[str]:
    """The words of the last simple command in `command`, without settings of the environment."""
    part = re.split(r"&&|;|\|\|", re.sub(r"\s*(?:2>&1|\|.*)$", "", command.strip()))[-1]
    try:
        words = shlex.split(part)
    except ValueError:
        return []
    return [word for word in words if not re.match(r"\w+=", word)]
