"""One screen: the sessions and what each does, the findings, what went wrong, and what happened last."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from rich.text import Text

from hardwon.cli.sentences import deed, is_news, plain, sentence
from hardwon.core import parse_iso
from hardwon.scribe import Session
from hardwon.store import Event

_MOST_KEPT = 200
_ALERT_LASTS = timedelta(hours=1)
_COLOURS = {"error": "red", "warning": "yellow"}
_MARKS = {"working": ("●", "green"), "idle": ("○", "dim"), "ended": ("·", "dim"), "crashed": ("×", "red")}


@dataclass(slots=True)
class Board:
    """What the screen shows, as far as it is known now."""

    name: str
    branch: str = ""
    sessions: Sequence[Session] = ()
    doing: dict[str, str] = field(default_factory=dict)
    findings: Sequence[Mapping[str, Any]] = ()
    counts: Mapping[str, int] | None = None
    recent: deque[Event] = field(default_factory=lambda: deque(maxlen=_MOST_KEPT))
    alerts: deque[Event] = field(default_factory=lambda: deque(maxlen=20))
    gone: str = ""

    def take(self, event: Event) -> None:
        """Takes the next event in."""
        if said := deed(event):
            self.doing[str(event.session)] = said
        if event.kind == "daemon.trouble":
            self.alerts.append(event)
        elif is_news(event):
            self.recent.append(event)

    def lines(self, width: int, height: int, now: datetime) -> list[Text]:
        """The screen: at most `height` lines, none wider than `width` columns."""
        alerts = [event for event in self.alerts if now - _moment(event, now) < _ALERT_LASTS]
        parts = [
            (self._sessions_head(), list(self._session_lines(now))),
            (self._findings_head(), list(self._finding_lines())),
        ]
        if alerts:
            lines = [self._event_line(event, now, "yellow") for event in reversed(alerts)]
            parts.append((Text(f"ALERTS  {len(alerts)}", "bold yellow"), lines))
        # The last part takes what is left.
        recent = [self._event_line(event, now) for event in reversed(self.recent)]
        parts.append((Text("LATELY", "bold"), recent or [Text("  nothing yet", "dim")]))
        screen = [self._head(width, now)]
        for (head, lines), room in zip(parts, _shared(height, [len(part[1]) for part in parts]), strict=True):
            screen += [Text(), head, *lines[:room]]
        foot = self.gone or "Ctrl-C ends it · hardwon watch --json streams it"
        screen = screen[: height - 1] + [Text()] * (height - 1 - len(screen))
        screen.append(Text(foot, "yellow" if self.gone else "dim"))
        for line in screen:
            line.truncate(width, overflow="ellipsis")
        return screen

    def _head(self, width: int, now: datetime) -> Text:
        head = Text(f"hardwon · {self.name}", "bold")
        if self.branch:
            head.append(f" · {self.branch}", "not bold cyan")
        clock = f"{now:%H:%M:%S}"
        head.truncate(max(width - len(clock) - 2, 10), overflow="ellipsis")
        head.pad_right(max(width - len(clock) - head.cell_len, 0))
        return head.append(clock, "not bold dim")

    def _sessions_head(self) -> Text:
        states = [one.state for one in self.sessions]
        counts = [f"{states.count(state)} {state}" for state in ("working", "idle") if state in states]
        head = Text("SESSIONS", "bold")
        return head.append(f"  {', '.join(counts)}" if counts else "  none at work", "not bold dim")

    def _session_lines(self, now: datetime) -> Iterator[Text]:
        shown = [one for one in self.sessions if one.state in ("working", "idle")]
        shown = shown or list(self.sessions[:3])
        depth = _depths(shown)
        wide = 8 + 2 * max(depth.values(), default=0)
        agents = min(max((len(one.agent) for one in shown), default=0), 12)
        for one in _as_tree(shown):
            mark, colour = _MARKS.get(one.state, ("·", "dim"))
            line = Text("  ").append(mark, colour)
            name = f"{'  ' * depth[one.id]}{one.id[:8]}"
            line.append(f" {name:<{wide}}  {one.agent[:agents]:<{agents}}  ")
            line.append(f"{_since(one.last, now):>6}  ", "dim")
            doing = self.doing.get(one.id) if one.state == "working" else None
            yield line.append(doing or plain(one.title) or "(no title)", "" if doing else "dim")

    def _findings_head(self) -> Text:
        head = Text("FINDINGS", "bold")
        if self.counts is None:
            return head.append("  not checked as files are saved", "not bold dim")
        counts = [
            f"{number:,} {severity}{'s' if number != 1 else ''}"
            for severity in _COLOURS
            if (number := self.counts.get(severity, 0))
        ]
        return head.append(f"  {', '.join(counts) or 'none'}", "not bold dim")

    def _finding_lines(self) -> Iterator[Text]:
        fresh = {event.payload.get("fingerprint") for event in self.recent if event.kind == "finding.new"}
        # What came just now first: it is what somebody is about to mend.
        for one in sorted(self.findings, key=lambda one: one.get("fingerprint") not in fresh):
            line = Text("  ").append(f"{one['severity']:<7}", _COLOURS.get(str(one["severity"]), ""))
            line.append(
                f"  {plain(str(one['path']))}:{one['line']}",
                "bold" if one.get("fingerprint") in fresh else "",
            )
            yield line.append(f"  {one['rule']}", "dim")

    def _event_line(self, event: Event, now: datetime, colour: str = "") -> Text:
        line = Text(f"  {_moment(event, now):%H:%M:%S}  ", "dim")
        colour = colour or {"finding.new": "red", "finding.fixed": "green"}.get(event.kind, "")
        return line.append(f"{event.kind:<16} ", f"not dim {colour}").append(sentence(event), "not dim")


def _shared(height: int, wanted: Sequence[int]) -> list[int]:
    """How many lines each part gets beside its heading, the blank line before it, the head and the foot.

    The last one has at least three where there is room, and takes what the others leave.
    """
    room = max(height - 2 - 2 * len(wanted), 0)
    least = min(room, 3)
    shares: list[int] = []
    left = room - least
    for place, want in enumerate(wanted[:-1]):
        fair = -(-left // (len(wanted) - 1 - place))
        shares.append(min(want, fair))
        left -= shares[-1]
    return [*shares, left + least]


def _as_tree(sessions: Sequence[Session]) -> Iterator[Session]:
    """Each session before those that it started."""
    known = {one.id for one in sessions}
    below: dict[str, list[Session]] = {}
    for one in sessions:
        below.setdefault(one.parent if one.parent in known and one.parent != one.id else "", []).append(one)
    waiting = list(reversed(below.get("", ())))
    told: set[str] = set()
    while waiting:
        one = waiting.pop()
        if one.id not in told:
            told.add(one.id)
            yield one
            waiting += reversed(below.get(one.id, ()))


def _depths(sessions: Sequence[Session]) -> dict[str, int]:
    parents = {one.id: one.parent for one in sessions}
    depths: dict[str, int] = {}
    for name in parents:
        depth, above = 0, parents[name]
        while above in parents and depth < 4:
            depth, above = depth + 1, parents[above]
        depths[name] = depth
    return depths


def _moment(event: Event, now: datetime) -> datetime:
    try:
        return parse_iso(event.time).astimezone(now.tzinfo)
    except ValueError:
        return now


def _since(time: str, now: datetime) -> str:
    """`12 s`, `4 min`, `3 h`, `2 d`."""
    try:
        seconds = max(int((now - parse_iso(time)).total_seconds()), 0)
    except ValueError:
        return ""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
