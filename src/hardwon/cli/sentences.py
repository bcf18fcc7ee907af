"""What an event says, in a line of words."""

from collections.abc import Callable, Mapping
from pathlib import PurePath

from hardwon.scribe import understand
from hardwon.store import Event

# What the daemon notes for itself, or what says again what another event beside it says.
_BOOKKEEPING = {"check.ran", "session.note", "git.read", "import.read", "guide.read", "learn.read"}
_LONGEST = 400
_TOOLS = ("PreToolUse", "PermissionRequest")

_Field = Callable[[str], str]


def is_news(event: Event) -> bool:
    """Whether a person wants to see `event` go by."""
    # A commit is told by its own event, with its files.
    told_twice = event.kind == "git.head" and event.payload.get("what") in ("commit", "amend")
    return event.kind not in _BOOKKEEPING and not told_twice


def deed(event: Event) -> str:
    """What the session of `event` does now, as far as that tells it; else empty."""
    if not event.session:
        return ""
    if event.kind in ("session.turn", "session.tool"):
        return sentence(event)
    raw = event.payload.get("raw")
    if event.kind == "session.hook" and event.payload.get("event") in _TOOLS and isinstance(raw, dict):
        return plain(f"{raw.get('tool_name', '')} {_argument(raw.get('tool_name'), raw.get('tool_input'))}")
    return ""


def sentence(event: Event) -> str:
    """What an event says, on one line of at most 400 characters."""

    def field(name: str) -> str:
        value = event.payload.get(name, "")
        return str(value)[:_LONGEST] if isinstance(value, str | int) and not isinstance(value, bool) else ""

    group, _, what = event.kind.partition(".")
    words = {"session": _of_session, "git": _of_git}.get(group, _of_the_rest)
    said = words(what if words is not _of_the_rest else event.kind, field, event.payload)
    if said is None:
        said = ", ".join(f"{name} {field(name)}" for name in event.payload if field(name))
    return plain(said)[:_LONGEST]


def plain(text: str) -> str:
    """`text` on one line, without what a terminal would obey."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _of_session(what: str, field: _Field, payload: Mapping[str, object]) -> str | None:
    match what:
        case "turn":
            return f"{field('speaker')}: {field('text')}"
        case "tool":
            return f"{field('tool')} {_argument(field('tool'), payload.get('input'))}"
        case "result":
            return f"{'failed' if payload.get('error') else 'ok'}: {field('text')}"
        case "started":
            return f"{field('agent')} began {field('title') or field('branch')}"
        case "resumed":
            return "goes on"
        case "ended":
            how = "crashed" if payload.get("crashed") is True else "ended"
            return f"{how}, {field('why')}" if field("why") else how
        case "hook":
            return field("event")
    return None


def _of_git(what: str, field: _Field, payload: Mapping[str, object]) -> str | None:
    match what:
        case "commit":
            return f"{field('sha')[:9]} {field('subject')}"
        case "switch":
            return f"{field('from')} → {field('to')}{_where(field)}"
        case "head":
            return f"{field('what')} on {field('branch')}: {field('subject')}{_where(field)}"
        case "merge":
            merged = field("merged") or field("what")
            return f"{merged} into {field('branch')}, {field('state')}{_where(field)}".strip()
        case "rebase":
            onto = f" onto {field('onto')}" if field("onto") else ""
            return f"{field('branch')}{onto}, {field('state')}{_where(field)}"
        case "reset":
            return f"{field('branch')} to {field('to')}{_where(field)}"
        case "stash":
            return f"{field('what')}: {field('subject')}"
        case "push":
            return f"{field('branch')} to {field('remote')}"
        case "fetch":
            return f"{field('branch')} from {field('remote')}"
        case "worktree":
            return f"{field('what')} {field('worktree')}, on {field('branch')}"
    return None


def _of_the_rest(kind: str, field: _Field, payload: Mapping[str, object]) -> str | None:
    match kind:
        case "file.changed":
            return f"{field('change')} {field('path')}{_where(field)}"
        case "files.changed":
            return f"{payload.get('count', 0):,} files{_where(field)}"
        case "finding.new" | "finding.fixed":
            return f"{field('path')}:{field('line')}  {field('rule')}"
        case "findings.changed":
            return f"{field('new')} new, {field('fixed')} fixed"
        case "check.ran":
            return f"{field('files')} files in {payload.get('seconds', 0)} s"
        case "daemon.trouble":
            return f"{field('error')} -> {field('next_step')}"
        case "worklog.written":
            return field("brief") or "nothing to tell"
        case "lesson.candidate":
            return field("title")
    return None


def _where(field: _Field) -> str:
    """In which worktree, by its directory's name."""
    return f" in {PurePath(field('worktree')).name}" if field("worktree") else ""


def _argument(tool: object, given: object) -> str:
    """The one argument of a tool's call that says most."""
    if targets := understand(tool, given).targets:
        return ", ".join(targets)
    if not isinstance(given, dict):
        return ""
    for name in ("pattern", "query", "url", "prompt", "description"):
        if isinstance(given.get(name), str):
            return str(given[name])
    return ", ".join(map(str, given))
