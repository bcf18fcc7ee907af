"""A session told in order: what was said and what was done, each with its line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from hardwon.scribe.calls import understand
from hardwon.scribe.messages import is_person, words_of_refusal
from hardwon.scribe.outcomes import is_check, says_failed, symptom, verdict
from hardwon.scribe.texts import cap
from hardwon.store import Event

STORY_KINDS = ("session.turn", "session.tool", "session.result")
_LONGEST_SAID = 8_000  # characters; what a digest takes stands at the beginning and the end
_LONGEST_REPLY = 2_000
_MOST_WAITING = 64  # steps behind a call without a result: it runs on, or its result was lost
_TYPED = re.compile(r"(?:/(?:run|test|lint)|!)\s+(\S[^\n]*)")
_COMMITS = re.compile(r"git (?:-C \S+ )?commit\b")


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: `by` is `person`, `assistant` or `other`; thinking is left out of stories."""

    line: int
    by: str
    text: str
    interrupted: bool = False
    turn: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """One tool call. `failed` is None while there is no result; `reply` has the words of a refusal or answer.

    A check (a test run, a linter) has failed too when its own words say so. `given` is kept of calls that
    plan or ask, `reply` of these and of commits.
    """

    line: int
    call: str
    tool: str
    what: str
    targets: tuple[str, ...]
    given: dict[str, Any]
    failed: bool | None = None
    rejected: bool = False
    result_line: int = 0
    symptom: str = ""
    verdict: str = ""
    reply: str = ""


Step = Said | Done


@dataclass(slots=True)
class Teller:
    """Makes steps of a session's events as they come; what waits for its result is kept, and bounded.

    What a person ran by typing it (`/test pytest`, `! ls`) is a step like a call of the agent's.
    """

    waiting: list[Said | Done] = field(default_factory=list)
    typed: str = ""
    typed_at: int = 0

    def take(self, event: Event) -> Iterator[Step]:
        """The steps that `event` completes, in the order in which they began."""
        payload = event.payload
        if event.kind == "session.turn" and payload.get("thinking") is not True:
            self._hear(_said(payload))
        elif event.kind == "session.tool":
            self.typed = ""
            self.waiting.append(_begun(payload))
        elif event.kind == "session.result":
            call = str(payload.get("call"))
            for place, step in enumerate(self.waiting):
                if isinstance(step, Done) and step.call == call:
                    self.waiting[place] = _ended(step, payload)
        while self.waiting and (_is_settled(self.waiting[0]) or len(self.waiting) > _MOST_WAITING):
            yield self.waiting.pop(0)

    def _hear(self, said: Said) -> None:
        if said.by == "other" and self.typed:
            self.waiting.append(_typed(self.typed, self.typed_at, said))
        self.typed = ""
        if said.by == "person" and (typed := _TYPED.match(said.text)):
            self.typed, self.typed_at = typed[1].strip(), said.line
        self.waiting.append(said)


def tell(events: Iterable[Event]) -> tuple[Step, ...]:
    """The steps of one session's events, which come in order; a result is joined to its call."""
    teller = Teller()
    steps = [step for event in events for step in teller.take(event)]
    return (*steps, *teller.waiting)


def commits(command: str) -> bool:
    """Whether a command line makes a commit."""
    return _COMMITS.search(command) is not None


def _is_settled(step: Step) -> bool:
    return isinstance(step, Said) or step.failed is not None


def _said(payload: dict[str, Any]) -> Said:
    speaker = payload.get("speaker")
    by = "assistant" if speaker == "assistant" else "person" if is_person(speaker) else "other"
    text, turn = payload.get("text"), payload.get("turn")
    return Said(
        _line(payload),
        by,
        cap(text, _LONGEST_SAID) if isinstance(text, str) else "",
        interrupted=payload.get("interrupted") is True,
        turn=turn if isinstance(turn, str) else "",
    )


def _begun(payload: dict[str, Any]) -> Done:
    given = payload.get("input")
    call = understand(payload.get("tool"), given)
    kept: dict[str, Any] = {}
    if isinstance(given, dict) and call.what in ("other", "plan", "commit"):
        kept = given
    return Done(
        line=_line(payload),
        call=str(payload.get("call")),
        tool=str(payload.get("tool") or "unknown"),
        what=call.what,
        targets=call.targets,
        given=kept,
    )


def _ended(call: Done, payload: dict[str, Any]) -> Done:
    found = payload.get("text")
    text = found if isinstance(found, str) else ""
    rejected = payload.get("rejected") is True
    runs = call.what == "run" and bool(call.targets)
    checks = runs and is_check(call.targets[0])
    failed = payload.get("error") is True or (checks and says_failed(text))
    answers = call.what in ("other", "plan") or (runs and commits(call.targets[0]))
    return replace(
        call,
        failed=failed,
        rejected=rejected,
        result_line=_line(payload),
        symptom=symptom(text) if failed and not rejected else "",
        verdict=verdict(text) if checks else "",
        reply=words_of_refusal(text) if rejected else text[:_LONGEST_REPLY] if answers else "",
    )


def _typed(command: str, line: int, output: Said) -> Done:
    """A command that a person typed, with what it printed; its exit code is not told."""
    checks = is_check(command)
    failed = checks and says_failed(output.text)
    return Done(
        line=line,
        call="",
        tool="typed",
        what="run",
        targets=(command[:_LONGEST_REPLY],),
        given={},
        failed=failed,
        result_line=output.line,
        symptom=symptom(output.text) if failed else "",
        verdict=verdict(output.text) if checks else "",
    )


def _line(payload: dict[str, Any]) -> int:
    line = payload.get("line")
    return line if isinstance(line, int) else 0
