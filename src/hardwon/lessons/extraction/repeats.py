"""Errors that were fixed and came back: the second time is what a lesson would have saved."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from hardwon.lessons.extraction.candidate import Candidate, make_candidate, shorten

if TYPE_CHECKING:
    from hardwon.scribe import Worklog

_CHANGING = re.compile(
    r"0x[0-9a-f]+|\b(?=[a-f]*\d)[0-9a-f]{7,40}\b|(?<![\w.])\d[\d.,:]*(?:ms|s|kb|mb|%)?(?!\w)|"
    r"/(?:private/)?(?:tmp|var/folders)/\S+",
    re.IGNORECASE,
)
# What any test or build says when it fails: the same words, never the same error.
_COMMON = re.compile(
    r"(?ix)(?:assertionerror\b|assert\ |expected\b|error:?\ *(?:process|command|exit|recipe)|exit\ code|"
    r"command\ (?:failed|exited)|(?:(?:found|\#)\ )*(?:errors?|failures?|issues?|problems?|warnings?)\W*$|"
    r"(?:\#\ )?fail(?:ed)?\b|make:|make\[|npm\ err|syntaxerror|indentationerror|keyboardinterrupt|"
    r"time(?:d\ )?out|file\ (?:does\ not\ exist|has\ not\ been\ read)|"
    r"string\ to\ replace\ not\ found|no\ such\ file|killed)"
)
# Where a linter or compiler found it, and the number of its rule.
_PLACE = re.compile(
    r"^\S+?[:(]\d+(?:[:,]\d+)?\)?:?\s+(?:(?:error|warning):?\s+)?(?:\[?[A-Z]{1,5}\d+\]?:?\s+)?"
)
_FEWEST = 3  # words, without which an error has no name of its own
_SHOWN = 4  # times that the body tells of


def repeated_errors(worklogs: "Iterable[Worklog]") -> list[Candidate]:
    """A candidate for each error that was fixed at least twice, in one session or in several."""
    fixes = [
        (sign, log.session.started, log.session.id, fixed)
        for log in worklogs
        for fixed in log.fixed
        if (sign := signature(fixed.symptom))
    ]
    fixes.sort(key=lambda one: (one[0], one[1], one[2]))
    found = []
    for sign, group in groupby(fixes, key=lambda one: one[0]):
        times = list(group)
        if len(times) < 2:
            continue
        sessions = len({session for _, _, session, _ in times})
        causes = [fixed.cause for *_, fixed in times if fixed.cause]
        shared = set.intersection(*({*fixed.change} for *_, fixed in times))
        told = [
            f"- {fixed.cause or 'no cause was named'} (changed: {', '.join(fixed.change[:3])})"
            for *_, fixed in times[-_SHOWN:]
        ]
        weighed = (
            (all(_PLACE.match(fixed.symptom) for *_, fixed in times), -0.2, "a linter or compiler finds it"),
            (sessions > 1, 0.15, f"in {sessions} sessions"),
            (bool(causes), 0.1, "somebody said why"),
            (bool(shared), 0.05, "each time the same file was changed"),
        )
        reasons = tuple(reason for holds, _, reason in weighed if holds)
        found.append(
            make_candidate(
                f"Fixed {len(times)} times: {shorten(times[-1][3].symptom, 80)}",
                f"`{times[-1][3].symptom}` was fixed, and came back:\n\n" + "\n".join(told),
                kind="fix",
                evidence=[fixed.evidence[0] for *_, fixed in times],
                score=0.6 + sum(weight for holds, weight, _ in weighed if holds),
                reasons=(f"an error that was fixed {len(times)} times", *reasons),
                origin="session",
                key=f"fixed twice {sign}",
            )
        )
    return found


def signature(symptom: str) -> str:
    """What stays the same when an error comes back: without numbers, addresses and where it stood.

    Empty for what any failing test says, and for what has no name of its own.
    """
    bare = _CHANGING.sub("#", _PLACE.sub("", symptom)).strip()
    if _COMMON.match(bare) or len(re.findall(r"[A-Za-z_]{2,}", bare)) < _FEWEST:
        return ""
    return " ".join(bare.casefold().split())
