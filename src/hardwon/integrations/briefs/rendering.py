"""A brief as its reader gets it: Markdown or JSON, with absolute paths of one worktree."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from hardwon.core import HardwonError, count_tokens
from hardwon.integrations.briefs.brief import Brief, BriefFile, BriefLesson
from hardwon.integrations.briefs.composition import shortened
from hardwon.integrations.briefs.portable import absolute
from hardwon.lessons import describe_cost

_MOST_CHANGED = 12  # files of the state that are named


class UnreadableBrief(HardwonError):
    """A stored brief that this hardwon cannot read."""


def stored_brief(brief: Brief) -> dict[str, object]:
    """What the journal keeps; `read_brief` reads it."""
    # Paths of other worktrees were taken as paths here: to whoever reads it later they say nothing.
    still = tuple(gap for gap in brief.missing if gap.kind != "other-worktree")
    kept = msgspec.to_builtins(replace(brief, missing=still))
    assert isinstance(kept, dict)
    return kept


def read_brief(stored: Mapping[str, object]) -> Brief:
    """The brief that was stored. Raises `UnreadableBrief`."""
    try:
        return msgspec.convert(dict(stored), Brief)
    except msgspec.ValidationError as error:
        raise UnreadableBrief(f"the brief cannot be read: {error}", next_step="make it again") from None


def fitted(brief: Brief, root: Path, budget: int) -> Brief:
    """`brief` in at most `budget` tokens of Markdown, as far as what only it knows allows.

    First earlier findings go, from the last one; then the agent's page, the symbols, the lessons' words.
    """
    while len(brief.earlier) > 0 and _is_over(brief, root, budget):
        brief = replace(brief, earlier=brief.earlier[:-1])
    if brief.agent is not None and brief.agent.body and _is_over(brief, root, budget):
        brief = replace(brief, agent=replace(brief.agent, body=""))
    if _is_over(brief, root, budget):
        brief = replace(brief, files=tuple(replace(one, symbols=one.symbols[:2]) for one in brief.files))
    if _is_over(brief, root, budget):
        short = tuple(replace(one, do=shortened(one.do, 90)) for one in brief.lessons)
        brief = replace(brief, lessons=short)
    while len(brief.lessons) > 1 and _is_over(brief, root, budget):
        brief = replace(brief, lessons=brief.lessons[:-1])
    return brief


def _is_over(brief: Brief, root: Path, budget: int) -> bool:
    return count_tokens(render_brief(brief, root)) > budget


def brief_document(brief: Brief, root: Path, *, id: str | None = None) -> dict[str, Any]:
    """The JSON document: relative paths as they are kept, and absolute ones for the worktree at `root`."""
    document = _absolute(msgspec.to_builtins(brief), root)
    assert isinstance(document, dict)
    for file in document["files"]:
        file["absolute"] = str(root / file["path"])
    for lesson in document["lessons"]:
        lesson["absolute"] = str(root / lesson["path"])
    tokens = count_tokens(render_brief(brief, root))
    return {"version": 1, "id": id, "worktree": str(root), **document, "tokens": tokens}


def _absolute(value: object, root: Path) -> object:
    if isinstance(value, dict):
        return {key: _absolute(one, root) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_absolute(one, root) for one in value]
    return absolute(value, root) if isinstance(value, str) else value


def render_brief(brief: Brief, root: Path) -> str:
    """The brief as Markdown for the worktree at `root`; gaps are not in it."""
    parts = [
        "# Brief\n\nYou see nothing of what led to this task: all you need is here, or in the files named.",
        f"## Task\n\n{brief.task}",
        _points("Role", _role(brief)),
        _points("Where you work", _state(brief, root)),
        _points("Decided", [*brief.decisions, *(f"{one.text} [{one.source}]" for one in brief.earlier)]),
        _points("Assumed", brief.assumptions),
        _points("Lessons that apply", [_lesson(one, root) for one in brief.lessons]),
        _points("Files", [_file(one, root) for one in brief.files]),
        f"## Expected\n\n{brief.expect}" if brief.expect else "",
        _points("Done when", brief.done_when),
        f"## Hand back\n\n{brief.returns}" if brief.returns else "",
    ]
    return absolute("\n\n".join(part for part in parts if part), root) + "\n"


def _points(title: str, lines: "Iterator[str] | list[str] | tuple[str, ...]") -> str:
    points = [f"- {line.replace(chr(10), chr(10) + '  ')}" for line in lines]
    return f"## {title}\n\n" + "\n".join(points) if points else ""


def _role(brief: Brief) -> Iterator[str]:
    agent = brief.agent
    if agent is None:
        return
    yield f"{agent.name}: {agent.description}" if agent.description else agent.name
    if agent.tools:
        yield f"tools: {', '.join(agent.tools)}, and no other"
    if agent.model:
        yield f"model: {agent.model}"
    for limit in agent.limits:
        yield f"limit: {limit}"
    if agent.body:
        yield f"your page: {{worktree}}/{agent.path}"


def _state(brief: Brief, root: Path) -> Iterator[str]:
    state = brief.state
    yield f"worktree: {root}"
    if state.branch or state.commit:
        at = f" at {state.commit} ({state.subject})" if state.commit else ""
        yield f"branch: {state.branch or 'none (detached)'}{at}"
    if state.changed:
        named = ", ".join(state.changed[:_MOST_CHANGED])
        more = f" and {len(state.changed) - _MOST_CHANGED} more" if len(state.changed) > _MOST_CHANGED else ""
        yield f"changed and not committed: {named}{more}"


def _lesson(lesson: BriefLesson, root: Path) -> str:
    cost = f" (cost {describe_cost(lesson.cost)})" if lesson.cost else ""
    do = f": {lesson.do}" if lesson.do else ""
    return f"**{lesson.title}**{cost}{do} [{root / lesson.path}]"


def _file(file: BriefFile, root: Path) -> str:
    size = f", {file.lines} lines" if file.there else ""
    symbols = f" ({', '.join(f'`{one}`' for one in file.symbols)})" if file.symbols else ""
    return f"{root / file.path}{size}: {file.why}{symbols}"
