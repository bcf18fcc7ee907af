"""Evidence as a person names it, turned into what a page keeps: a kind and where to look."""

import re
from collections.abc import Callable

from hardwon.lessons.curation.decisions import NotKept

KINDS = ("commit", "session", "guide", "file", "url", "pack", "person", "agent")
_STEP = "write commit:SHA, session:ID#TURN, file:PATH#SYMBOL, guide:PATH#L12, url:https://… or pack:NAME"
_KIND = re.compile(r"([a-z]+):(?!//)\s*(\S.*)")
_ADDRESS = re.compile(r"https?://\S+")
_PATH = re.compile(r"(?:[^\s/:#]+/)+[^\s:#]*(?:[#:]\S+)?|[^\s/:#]+\.[A-Za-z]\w{0,7}(?:[#:]\S+)?")
_SHA = re.compile(r"[0-9a-f]{1,64}")


def cite(evidence: str, *, find_commit: Callable[[str], str] | None = None) -> str:
    """`evidence` as it is kept: `kind:value`, an address, or a path.

    A commit that is named otherwise (`commit:HEAD~1`) is kept by its id, which `find_commit` gives, empty
    where there is none: a name means another commit tomorrow. Raises `NotKept` for all else.
    """
    written = " ".join(evidence.split())
    if _ADDRESS.fullmatch(written):
        return written
    match = _KIND.fullmatch(written)
    if match is None or match[1] not in KINDS:
        if match is None and _PATH.fullmatch(written):
            return written
        what = f"there is no evidence of the kind `{match[1]}`" if match else f"`{written}` is no evidence"
        raise NotKept(f"this is not kept: {what}", next_step=_STEP)
    kind, value = match[1], match[2].strip()
    if kind == "url" and not _ADDRESS.fullmatch(value):
        raise NotKept(f"this is not kept: `{value}` is no address", next_step="begin it with https://")
    if kind != "commit":
        return f"{kind}:{value}"
    found = find_commit(value) if find_commit else ""
    if not found and not _SHA.fullmatch(value):
        raise NotKept(
            f"this is not kept: there is no commit `{value}` here", next_step="`git log --oneline` shows them"
        )
    return f"commit:{found or value}"
