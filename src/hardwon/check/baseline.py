"""The findings that a team accepts for now: which of today's are among them, and which it has mended."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, Self

from hardwon.check.findings import Finding, Report
from hardwon.core import HardwonError

BASELINE = ".hardwon/baseline.json"
_VERSION = 1
_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?: |$)", re.MULTILINE)
_MEND = f"mend it (`git log -p {BASELINE}` shows what it was); nothing was checked or changed"
_TAKE_BOTH = (
    "take the marks away and keep the lines of both sides, what is mended leaves by itself; "
    "next time git does so by `baseline.json merge=union` in .hardwon/.gitattributes"
)


class BadBaseline(HardwonError):
    """The baseline cannot be understood, so nobody knows what is accepted."""


class Accepted(NamedTuple):
    """What tells one accepted finding from another; the order is the file's."""

    path: str
    rule: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The findings accepted for now, each with how often it may stand in its file."""

    path: ClassVar = BASELINE
    accepted: Mapping[Accepted, int] = field(default_factory=dict)

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """The baseline in the bytes of its file.

        Order does not matter, and a line that is there twice counts once: both happen when git joins two
        branches line by line. Raises `BadBaseline`.
        """
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            raise BadBaseline(f"{BASELINE}:{line}: is not UTF-8", next_step=_MEND) from error
        conflict = _CONFLICT.search(text)
        if conflict:
            line = text.count("\n", 0, conflict.start()) + 1
            step = _TAKE_BOTH
            raise BadBaseline(f"{BASELINE}:{line}: a merge left its marks", next_step=step)
        try:
            document = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            place = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
            why = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
            raise BadBaseline(f"{BASELINE}{place}: is not valid JSON: {why}", next_step=_MEND) from error
        return cls(dict(_entries(document)))

    def text(self) -> str:
        """The file: sorted, one finding a line, each line ending alike, so that git can merge two of them."""
        lines = [_line(one, self.accepted[one]) for one in sorted(self.accepted) if self.accepted[one] > 0]
        # The `null` is there for the comma of the last finding.
        return "".join([f'{{"version": {_VERSION}, "findings": [\n', *lines, "null]}\n"])

    def size(self) -> int:
        """How many findings are accepted."""
        return sum(self.accepted.values())

    def settle(self, report: Report, is_there: Callable[[str], bool]) -> Settled:
        """Holds the findings of `report` against what is accepted.

        A finding is known where its own file has it accepted, else where it is gone from another file (a
        renamed one, or a function that moved). `is_there` says whether there is a file at a path. What the
        report did not look at, by path or by rule, is left as it is.
        """
        left = Counter(self.accepted)
        held: Counter[Accepted] = Counter()
        strangers = [one for one in report.findings if not _take(left, _key(one), _key(one), held)]
        in_view = sorted(one for one in _in_view(left, report, is_there) if left[one] > 0)
        elsewhere: dict[tuple[str, str], list[Accepted]] = {}
        for one in in_view:
            elsewhere.setdefault(one[1:], []).append(one)
        # By identity: findings of one comment that names a rule twice are equal.
        is_new = {id(finding) for finding in report.findings if finding.severity == "advice"}
        for finding in strangers:
            own = _key(finding)
            if not any(_take(left, one, own, held) for one in elsewhere.get(own[1:], ())):
                is_new.add(id(finding))
        gone = {one: left.pop(one) for one in in_view if left[one] > 0}
        doubted = gone if report.errors else {}
        return Settled(
            new=tuple(finding for finding in report.findings if id(finding) in is_new),
            known=tuple(finding for finding in report.findings if id(finding) not in is_new),
            gone={} if doubted else gone,
            doubted=sum(doubted.values()),
            _held=held + left + Counter(doubted),
        )

    def is_unsure(self, report: Report) -> bool:
        """Whether a finding that its own file has not accepted is accepted in another, so that only a look at
        the whole project tells whether it moved or was copied.
        """
        left = Counter(self.accepted)
        for finding in report.findings:
            left[_key(finding)] -= 1
        elsewhere = {one[1:] for one, count in left.items() if count > 0}
        return any(left[_key(finding)] < 0 and _key(finding)[1:] in elsewhere for finding in report.findings)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a baseline makes of a report.

    `new` are findings that it does not know (and advice, which need not be accepted), `known` those it
    accepts. `gone` are accepted ones that are not there any more; `doubted` counts those that may only seem
    so because a file could not be read in full, and they stay.
    """

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    gone: Mapping[Accepted, int]
    doubted: int
    _held: Mapping[Accepted, int]

    def baseline(self, accepting: Iterable[Finding] = ()) -> Baseline:
        """The baseline without what is gone, with each finding under the path that it has now, and with
        `accepting`; advice among those is passed over.
        """
        added = Counter(_key(finding) for finding in accepting if finding.severity != "advice")
        return Baseline(Counter(self._held) + added)


def _entries(document: object) -> Iterator[tuple[Accepted, int]]:
    version = document.get("version") if isinstance(document, dict) else None
    findings = document.get("findings") if isinstance(document, dict) else None
    if isinstance(version, int) and version > _VERSION:
        step = "install the version of hardwon that your team uses"
        raise BadBaseline(f"{BASELINE}: was written by a later hardwon", next_step=step)
    if version != _VERSION or not isinstance(findings, list):
        what = f"{BASELINE}: is no baseline: it has no `version` {_VERSION} with a list of `findings`"
        raise BadBaseline(what, next_step=_MEND)
    counts: dict[Accepted, int] = {}
    for number, entry in enumerate(findings, start=1):
        if entry is None:
            continue
        values = [entry.get(name) for name in Accepted._fields] if isinstance(entry, dict) else [None]
        count = entry.get("count", 1) if isinstance(entry, dict) else 0
        if not all(isinstance(value, str) for value in values) or type(count) is not int or count < 1:
            wanted = "needs a `path`, a `rule` and a `fingerprint` (strings); a `count` is a whole number"
            raise BadBaseline(f"{BASELINE}: finding {number} {wanted}", next_step=_MEND)
        one = Accepted(*values)
        counts[one] = max(counts.get(one, 0), count)
    yield from counts.items()


def _in_view(
    accepted: Iterable[Accepted], report: Report, is_there: Callable[[str], bool]
) -> Iterator[Accepted]:
    """Those that the report would have found if they were there still."""
    ran = frozenset().union(*set(report.ran.values()))
    for one in accepted:
        looked_for = report.ran.get(one.path)
        if one.rule in (looked_for if looked_for is not None else () if is_there(one.path) else ran):
            yield one


def _take(left: Counter[Accepted], one: Accepted, now: Accepted, held: Counter[Accepted]) -> bool:
    """Takes `one` of what is left, if there is any, and holds it under its name of `now`."""
    if left[one] <= 0:
        return False
    left[one] -= 1
    held[now] += 1
    return True


def _key(finding: Finding) -> Accepted:
    return Accepted(finding.path, finding.rule, finding.fingerprint)


def _line(one: Accepted, count: int) -> str:
    entry: dict[str, object] = dict(zip(Accepted._fields, one, strict=True))
    if count > 1:
        entry["count"] = count
    line = json.dumps(entry, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:  # a file's name that is no UTF-8
        line = json.dumps(entry)
    return f"{line},\n"
