"""`hardwon context`."""

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import click

from hardwon.assembly import note_shown, read_context
from hardwon.cli.columns import room, wrap
from hardwon.cli.controls import harmless
from hardwon.cli.figures import ago, counted, lasting
from hardwon.cli.options import emit_json, format_option, repo_option, to_json
from hardwon.core import count_tokens, parse_iso

_MARGIN = 10  # columns of the labels
_COMMITS = 3
_SESSIONS = 3
_ROWS = 3  # of the last session; its worklog has the rest
_OPERATIONS = {
    "rebase": "rebasing", "am": "applying patches", "merge": "merging", "cherry-pick": "cherry-picking",
    "revert": "reverting", "bisect": "bisecting",
}  # fmt: skip

Document = dict[str, Any]
Line = tuple[str, str]  # a label, and what is said


@click.command(short_help="The state of the work, for a new session.")
@repo_option
@format_option()
@click.option(
    "--budget",
    type=click.IntRange(min=1),
    metavar="TOKENS",
    help="How much to print at most; parts are left out from the end, and it says which.",
)
def command(repo: str, output_format: str, budget: int | None) -> None:
    """The state of the work in one call: branch and changes, latest commits, open sessions, how the last one
    ended, findings, CI, and the lessons for the changed files.

    About the worktree where you stand. A part that cannot be told is named, the rest still comes. With a
    daemon (`hardwon up`) it answers out of memory what has not changed.

    \b
    Examples:
      hardwon context
      hardwon context --budget 400
      hardwon context --format json
    """
    document = read_context(repo)
    if output_format != "json":
        document = _harmless(document)
    show: Callable[[Document], str] = _as_json if output_format == "json" else _as_text
    if budget is not None:
        document = _cut(document, budget, show)
    if output_format == "json":
        emit_json(document)
    else:
        click.echo(show(document))
    _note_lessons(document, is_read=output_format != "json" and sys.stdout.isatty())


def _note_lessons(document: Document, *, is_read: bool) -> None:
    """Tells which lessons were put before whoever asked; people read a line of each."""
    value = document["parts"].get("lessons", {}).get("value") or {}
    words: dict[str, int] = {}
    for one in value.get("lessons", ()):
        line = str(one.get("text") or one.get("title", ""))
        words[one["slug"]] = words.get(one["slug"], 0) + len(line.split())
    note_shown(document["worktree"], list(words), where="context", words=words if is_read else {})


def _harmless(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _harmless(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_harmless(item) for item in value]
    return harmless(value) if isinstance(value, str) else value


def _cut(document: Document, budget: int, show: Callable[[Document], str]) -> Document:
    """`document` without so many parts from its end that what `show` makes of it fits."""
    parts, dropped = dict(document["parts"]), list(document["dropped"])
    while parts and count_tokens(click.unstyle(show(document))) > budget:
        name, _ = parts.popitem()
        dropped.insert(0, name)
        document = {**document, "parts": dict(parts), "dropped": dropped}
    return document


def _as_json(document: Document) -> str:
    return to_json(document, indent=2)


def _as_text(document: Document) -> str:
    now = parse_iso(document["time"]).astimezone()
    values = {name: part["value"] for name, part in document["parts"].items() if part["value"] is not None}
    lines = [
        *_work(values),
        *_commits(values, now),
        *_sessions(values, now),
        *_last(values, now),
        *_checks(values, now),
        *_lessons(values),
    ]
    shown = [click.style(label.ljust(_MARGIN), bold=True) + text for label, text in lines]
    for name, part in document["parts"].items():
        if part["error"] is not None:
            what = part["error"]["what"].removeprefix(f"{name}: ")
            told = "\n".join(wrap(f"{what} → {part['error']['next_step']}", _MARGIN))
            shown.append(click.style(name.ljust(_MARGIN), fg="red", bold=True) + told)
    if dropped := document["dropped"]:
        rest = f"{dropped[0]} to {dropped[-1]}" if len(dropped) > 1 else dropped[0]
        shown.append(click.style(f"left out for the budget: {rest}", dim=True))
    return "\n".join(shown)


def _work(values: Mapping[str, Any]) -> Iterator[Line]:
    branch, status, diff = values.get("branch", {}), values.get("status", {}), values.get("diff", {})
    if branch.get("git") is False:
        yield "branch", click.style("no git here", dim=True)
        return
    parts = [_branch(branch)] if branch else []
    if status.get("git"):
        changed = counted(status["changed"], "file") + " changed" if status["changed"] else "nothing changed"
        lines = _lines(diff) if status["changed"] else ""
        parts.append(click.style(changed, fg="yellow" if status["changed"] else None) + lines)
        if status["conflicts"]:
            parts.append(click.style(counted(status["conflicts"], "conflict"), fg="red"))
    elif diff.get("git") and diff["files"]:
        parts.append(f"{counted(diff['files'], 'tracked file')} changed{_lines(diff)}")
    if parts:
        yield "branch", ", ".join(parts)


def _branch(branch: Mapping[str, Any]) -> str:
    name = branch["name"] or f"detached at {(branch['head'] or '?')[:7]}"
    facts = [] if branch["head"] else ["no commits yet"]
    for ref in (branch["base"], branch["upstream"]):
        if ref is not None:
            facts += [f"{ref['name']} is gone"] if ref.get("gone") else list(_apart(ref))
    text = click.style(name, fg="green", bold=True) + (f" ({', '.join(facts)})" if facts else "")
    operation = branch["operation"]
    if operation is None:
        return text
    step = f" {operation['step']}/{operation['steps']}" if operation["steps"] else ""
    of = f" {operation['branch']}" if operation["branch"] else ""
    return f"{text}, " + click.style(f"{_OPERATIONS[operation['kind']]}{of}{step}", fg="red")


def _apart(ref: Mapping[str, Any]) -> Iterator[str]:
    """`3 ahead of main`, `1 behind main`, `3 ahead of and 1 behind main`; nothing where they are equal."""
    sides = [f"{ref['ahead']:,} ahead of"] if ref["ahead"] else []
    sides += [f"{ref['behind']:,} behind"] if ref["behind"] else []
    if sides:
        yield f"{' and '.join(sides)} {ref['name']}"


def _lines(diff: Mapping[str, Any]) -> str:
    if not diff.get("git") or not (diff["added"] or diff["removed"]):
        return ""
    return f" (+{diff['added']:,} -{diff['removed']:,})"


def _commits(values: Mapping[str, Any], now: datetime) -> Iterator[Line]:
    commits = values.get("commits", {}).get("commits", [])[:_COMMITS]
    told = [f"{one['subject']} ({one['sha'][:7]}, {ago(one['time'], now)})" for one in commits]
    while len(told) > 1 and len(" · ".join(told)) > room(_MARGIN):
        told.pop()
    if told:
        yield "commits", _short(" · ".join(told))


def _sessions(values: Mapping[str, Any], now: datetime) -> Iterator[Line]:
    there = values.get("sessions", {}).get("open", [])
    told = [
        f"{one['agent'] or 'someone'}, {one['state']}, {ago(one['last'], now)}"
        + (f" on {one['branch']}" if one["branch"] and not one["here"] else "")
        + (f": {one['title']}" if one["title"] else "")
        for one in there[:_SESSIONS]
    ]
    more = [f"{len(there) - _SESSIONS} more → hardwon sessions list"] if len(there) > _SESSIONS else []
    for number, one in enumerate([*told, *more]):
        yield ("" if number else "open"), _short(one)


def _last(values: Mapping[str, Any], now: datetime) -> Iterator[Line]:
    last = values.get("worklog", {}).get("last")
    if last is None:
        if "worklog" in values:
            yield "last", click.style("no session is known yet → hardwon import", dim=True)
        return
    title = last["title"].rstrip(".") or "(untitled)"
    facts = [ago(last["last"], now), last["agent"], lasting(last["started"], last["last"])]
    text = f"{', '.join(one for one in facts if one)}: {title}. {last['brief']}".strip()
    rows = wrap(text, _MARGIN)
    if len(rows) > _ROWS:
        rest = f"… → hardwon worklog {last['id'][:8]}"
        rows = [*rows[: _ROWS - 1], _cut_row(rows[_ROWS - 1], rows[0], rest)]
    yield "last", "\n".join(rows)


def _cut_row(row: str, first: str, rest: str) -> str:
    """`row` with `rest` at its end, no longer than the first one with its label."""
    return row[: max(len(first), 60) + _MARGIN - len(rest) - 1].rstrip(" ,;.") + f" {rest}"


def _checks(values: Mapping[str, Any], now: datetime) -> Iterator[Line]:
    told: list[str] = []
    findings, ci = values.get("findings"), values.get("ci")
    if findings is not None:
        told += _findings(findings, now)
    if ci is not None and ci["runs"]:
        told += [_ci(one, now) for one in ci["runs"][:1]]
    elif ci is not None:
        told.append(click.style("CI unknown: no result is known here", dim=True))
    if told:
        yield "checks", " · ".join(told)


def _findings(findings: Mapping[str, Any], now: datetime) -> Iterator[str]:
    if not findings["known"]:
        yield click.style("not checked yet → hardwon check", dim=True)
        return
    text = counted(findings["new"], "new finding")
    if findings["errors"]:
        text += f", {counted(findings['errors'], 'error')}"
    when = f", as of {ago(findings['checked'], now)}" if findings["checked"] else ""
    step = " → hardwon check" if findings["new"] or when else ""
    yield click.style(text, fg="red" if findings["new"] else "green") + when + step
    if findings["unreadable"]:
        yield click.style(f"{counted(findings['unreadable'], 'file')} in trouble", fg="red")


def _ci(run: Mapping[str, str], now: datetime) -> str:
    on = f" on {run['branch']}" if run["branch"] else ""
    text = click.style(f"CI {run['result']}{on}", fg="green" if run["result"] == "passed" else "red")
    return f"{text} {ago(run['time'], now)}" if run["time"] else text


def _lessons(values: Mapping[str, Any]) -> Iterator[Line]:
    lessons = values.get("lessons")
    if lessons is None:
        return
    if lessons["lessons"]:
        where = lessons["under"] or "these files"
        asked = [one["text"] for one in lessons["lessons"]]
        more = [f"{lessons['total'] - len(asked)} more"] if lessons["total"] > len(asked) else []
        yield "lessons", "\n".join(wrap(f"for {where}: {' · '.join([*asked, *more])}", _MARGIN))
    else:
        why = "for these files" if lessons["files"] else "to look at: no file is changed"
        yield "lessons", click.style(f"none {why}", dim=True)
    if lessons["due"]:
        verb = "is" if lessons["due"] == 1 else "are"
        yield "", f"{counted(lessons['due'], 'lesson')} {verb} due for review → hardwon lessons review"


def _short(text: str) -> str:
    width = room(_MARGIN)
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"
