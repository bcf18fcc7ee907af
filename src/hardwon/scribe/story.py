"""A session told in order: what was said and what was done, each with its line."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from hardwon.scribe.calls import understand
from hardwon.scribe.messages import is_person, words_of_refusal
from hardwon.scribe.outcomes import is_check, says_failed, symptom, verdict
from hardwon.store import Event


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: `by` is `person`, `assistant` or `other`; thinking is left out of stories."""

    line: int
    by: str
    text: str
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """One tool call. `failed` is None while there is no result; `reply` has the words of a refusal or answer.

    A check (a test run, a linter) has failed too when its own words say so.
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


def tell(events: Iterable[Event]) -> tuple[Step, ...]:
    """The steps of one session's events, which come in order; a result is joined to its call."""
    steps: list[Step] = []
    places: dict[str, int] = {}
    for event in events:
        payload = event.payload
        if event.kind == "session.turn" and payload.get("thinking") is not True:
            steps.append(_said(payload))
        elif event.kind == "session.tool":
            places[str(payload.get("call"))] = len(steps)
            steps.append(_begun(payload))
        elif event.kind == "session.result":
            place = places.get(str(payload.get("call")))
            call = steps[place] if place is not None else None
            if place is not None and isinstance(call, Done):
                steps[place] = _ended(call, payload)
    return tuple(steps)


def _said(payload: dict[str, Any]) -> Said:
    speaker = payload.get("speaker")
    by = "assistant" if speaker == "assistant" else "person" if is_person(speaker) else "other"
    text = payload.get("text")
    return Said(
        _line(payload),
        by,
        text if isinstance(text, str) else "",
        interrupted=payload.get("interrupted") is True,
    )


def _begun(payload: dict[str, Any]) -> Done:
    given = payload.get("input")
    call = understand(payload.get("tool"), given)
    return Done(
        line=_line(payload),
        call=str(payload.get("call")),
        tool=str(payload.get("tool") or "unknown"),
        what=call.what,
        targets=call.targets,
        given=given if isinstance(given, dict) else {},
    )


def _ended(call: Done, payload: dict[str, Any]) -> Done:
    found = payload.get("text")
    text = found if isinstance(found, str) else ""
    rejected = payload.get("rejected") is True
    checks = call.what == "run" and bool(call.targets) and is_check(call.targets[0])
    failed = payload.get("error") is True or (checks and says_failed(text))
    return replace(
        call,
        failed=failed,
        rejected=rejected,
        result_line=_line(payload),
        symptom=symptom(text) if failed and not rejected else "",
        verdict=verdict(text) if checks else "",
        reply=words_of_refusal(text) if rejected else text[:2000] if call.what in ("other", "plan") else "",
    )


def _line(payload: dict[str, Any]) -> int:
    line = payload.get("line")
    return line if isinstance(line, int) else 0
