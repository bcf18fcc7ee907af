"""Functions that hand out records whose session they have closed."""

from __future__ import annotations

import re

from hardwon.check.analyses.runs import run
from hardwon.check.linking.models import model_of
from hardwon.check.linking.project import Project
from hardwon.check.linking.values import FunctionRef
from hardwon.check.linking.words import pattern
from hardwon.check.searches import lazily

# What lets go of records by name, and the names that a text binds.
LETS_GO = pattern(r"\.(?:close|expunge|expunge_all|remove|aclose)\(")
BINDS = lazily(
    rb"^[ \t]+(\w+)(?:, *(\w+))?[ \t]*(?::[^=\n]*)?=[^=]|\bfor[ \t]+(\w+)(?:, *(\w+))? in\b", re.MULTILINE
)
_RETURNS = lazily(
    rb"\breturn[ \t]+(?:await\s+|\(\s*)*(\w+[ \t]*$|[\w.]*(?:ession|db|query|list|tuple)[\w.]*\(|\["
    rb"|[\w.]+\.(?:get|get_one|scalars?|execute|exec|first|one|one_or_none|all|merge|query)\()",
    re.MULTILINE,
)


def hands_out_detached(project: Project, function: FunctionRef, text: bytes) -> bool:
    """Whether a function returns a record whose session is closed by then; `text` is its text."""
    return _may_hand_out(text) and project.once(
        ("lends", function), lambda: _hands_out_detached(project, function)
    )


def _may_hand_out(text: bytes) -> bool:
    """Whether a function may return what it loaded in a session of its own."""
    if b"ession" not in text or not (b"with " in text or LETS_GO.search(text)):
        return False
    found = _RETURNS.findall(text)
    if any(b"(" in returned or b"[" in returned for returned in found):
        return True
    bound = {name for names in BINDS.findall(text) for name in names} if found else set()
    return any(returned.strip() in bound for returned in found)


def _hands_out_detached(project: Project, function: FunctionRef) -> bool:
    """Whether what a function returns is a record whose session is closed by then."""
    declared = project.returned(function)
    of = getattr(declared, "of", getattr(getattr(declared, "each", None), "of", None))
    if declared is not None and model_of(project, of if hasattr(of, "short") else None) is None:
        return False
    ran = run(project, function)
    for value in ran.machine.stack[0].returns:
        for ref in ran.machine.records_in(value):
            for state in ran.finals:
                record = state.records.get(ref.key)
                if record is not None and state.is_detached(record):
                    return True
    return False
