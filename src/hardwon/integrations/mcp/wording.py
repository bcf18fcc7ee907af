"""The short texts beside the documents: what a model reads."""

import json
from typing import TYPE_CHECKING

from hardwon.core import count_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from hardwon.integrations.mcp.documents import (
        CheckDocument,
        ContextDocument,
        LearnDocument,
        RecallDocument,
        SessionDocument,
        SessionsDocument,
    )

_LINES = 20  # findings that are written out; the document has all


def recall_text(document: "RecallDocument") -> str:
    if not document["units"]:
        return "nothing learnt bears on that yet -> ask in other words, or name files, symbols or tests"
    return "\n\n".join(f"[{unit['source']}]\n{unit['text'].strip()}" for unit in document["units"])


def learn_text(document: "LearnDocument") -> str:
    known = document["known"]
    if known is None:
        cleaned = f"; {document['cleaned']}" if document["cleaned"] else ""
        step = f"hardwon lessons adopt {document['candidate']}"
        told = f"waits as {document['candidate']} ({document['kind']}): {document['title']}{cleaned}"
        return f"{told} -> a person adopts it: {step}"
    what = "lesson" if known["is_lesson"] else "candidate"
    told = f"known already ({known['percent']}%): {what} {known['name']}: {known['title']}"
    if known["merged"]:
        return f"{told} -> it gained {', '.join(known['merged'])}"
    return f"{told} -> call learn again with merge=true to add your evidence"


def check_text(document: "CheckDocument") -> str:
    findings = document["findings"]
    lines = [
        f"{one['path']}:{one['line']}: {one['severity']} {one['rule']}: {one['message']}"
        + (f" -> {one['do']}" if one["do"] else "")
        + (f" (lesson://{one['lesson']})" if one["lesson"] else "")
        for one in findings[:_LINES]
    ]
    more = len(findings) - len(lines) + document["left_out"]
    lines += [f"… {more:,} more"] if more else []
    lines += [
        f"{one['path']}:{one['line']}: not looked at in full: {one['message']}"
        for one in document["errors"][:_LINES]
    ]
    counts = f"{_counted(document['files'], 'file')} looked at"
    if document["accepted"]:
        counts += f", {_counted(document['accepted'], 'finding')} accepted for now"
    total = len(findings) + document["left_out"]
    return "\n".join([*lines, f"{counts}; {_counted(total, 'finding')}"])


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if number else f"no {noun}s"


def context_text(document: "ContextDocument") -> str:
    lines = [f"{name}: {_part(part)}" for name, part in document["parts"].items()]
    if document["dropped"]:
        lines.append(f"left out for the budget: {', '.join(document['dropped'])}")
    return "\n".join([f"worktree: {document['worktree']}", *lines])


def _part(part: "Mapping[str, Any]") -> str:
    error = part.get("error")
    if error:
        return f"cannot be told: {error.get('what')} -> {error.get('next_step')}"
    return json.dumps(part.get("value"), ensure_ascii=False, separators=(",", ":"))


def cut(document: "ContextDocument", budget: int) -> "ContextDocument":
    """`document` without so many parts from its end that its text takes at most `budget` tokens."""
    while document["parts"] and count_tokens(context_text(document)) > budget:
        parts = dict(document["parts"])
        name, _ = parts.popitem()
        document = {**document, "parts": parts, "dropped": [name, *document["dropped"]]}
    return document


def sessions_text(document: "SessionsDocument") -> str:
    if document["worklog"] is not None:
        return document["worklog"]
    if not document["sessions"]:
        return "no sessions yet -> `hardwon import` takes them in"
    lines = [_session_line(one) for one in document["sessions"]]
    left = document["total"] - len(lines)
    return "\n".join([*lines, *([f"… {left:,} more"] if left > 0 else [])])


def _session_line(one: "SessionDocument") -> str:
    where = f" on {one['branch']}" if one["branch"] else ""
    title = " ".join(one["title"].split())[:120] or "(no title)"
    return f"{one['id']} {one['agent']}{where}, {one['state']}, last {one['last']}: {title}"
