"""What an agent is told when its session begins: the state of the work, in a few plain lines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hardwon.core import count_tokens

_MOST = 3  # of a kind
_LONGEST = 400  # characters of a line


def state_lines(document: Mapping[str, Any], *, budget: int) -> str:
    """The document of `hardwon context` as lines for an agent, at most `budget` tokens; empty for nothing."""
    values = {name: part["value"] for name, part in document["parts"].items() if part["value"] is not None}
    lines = [
        *_branch(values),
        *_open(values),
        *_last(values),
        *_checks(values),
        *_lessons(values),
    ]
    kept: list[str] = []
    for line in lines:
        short = line if len(line) <= _LONGEST else f"{line[:_LONGEST].rpartition(' ')[0]} …"
        if count_tokens("\n".join([*kept, short])) > budget:
            break
        kept.append(short)
    return "\n".join(kept)


def _branch(values: Mapping[str, Any]) -> Iterator[str]:
    branch, status = values.get("branch", {}), values.get("status", {})
    if not branch.get("name"):
        return
    changed = f", {_files(status['changed'])} changed and not committed" if status.get("changed") else ""
    doing = f", in the middle of a {branch['operation']['kind']}" if branch.get("operation") else ""
    yield f"branch: {branch['name']}{changed}{doing}"


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _open(values: Mapping[str, Any]) -> Iterator[str]:
    there: Sequence[Mapping[str, Any]] = values.get("sessions", {}).get("open", [])
    for one in there[:_MOST]:
        where = f" on {one['branch']}" if one["branch"] and not one["here"] else ""
        title = f": {one['title']}" if one["title"] else ""
        yield f"also at work: {one['agent'] or 'someone'}{where}{title}"


def _last(values: Mapping[str, Any]) -> Iterator[str]:
    last = values.get("worklog", {}).get("last")
    if last is not None:
        title = last["title"].rstrip(".") or "(untitled)"
        yield f"last session: {title}. {last['brief']} (hardwon worklog {last['id'][:8]})"


def _checks(values: Mapping[str, Any]) -> Iterator[str]:
    findings, ci = values.get("findings"), values.get("ci")
    if findings is not None and findings["known"] and findings["new"]:
        new = f"{findings['new']} new finding{'s' if findings['new'] != 1 else ''}"
        yield f"checks: {new}, errors among them: {findings['errors']} (hardwon check)"
    if ci is not None and ci["runs"] and ci["runs"][0]["result"] != "passed":
        yield f"CI: {ci['runs'][0]['result']} on {ci['runs'][0]['branch']}"


def _lessons(values: Mapping[str, Any]) -> Iterator[str]:
    lessons = values.get("lessons")
    if lessons is not None and lessons["lessons"]:
        titles = "; ".join(one["title"] for one in lessons["lessons"])
        yield f"lessons for {lessons['under'] or 'the changed files'}: {titles}"
