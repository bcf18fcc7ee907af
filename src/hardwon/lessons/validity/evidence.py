"""Whether what a lesson names as its evidence is still there, and what took its place where git knows."""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

from hardwon.lessons.pages.page import as_slug
from hardwon.lessons.validity.ground import Ground
from hardwon.lessons.validity.symbols import defines

_SCHEME = re.compile(r"([a-z][a-z+-]*):(?!//)\s*(.+)", re.DOTALL)
_ADDRESS = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/\S*)?(?:[?#]\S*)?")
_SHA = re.compile(r"[0-9a-fA-F]{4,64}")
_LINES = re.compile(r"L?(\d+)(?:[-:]L?\d+)?")
_PATH = re.compile(
    r"(?:[\w@.+-]+/)*[\w@+-][\w@.+-]*\.\w+(?:#\S+|:\d+(?:-\d+)?)?|(?:[\w@.+-]+/)+[\w@.+-]*(?:#\S+)?"
)


@dataclass(frozen=True, slots=True)
class Stands:
    """It is there, or it is an address, whose form is right."""

    evidence: str


@dataclass(frozen=True, slots=True)
class Stale:
    """It is gone; `now` is what took its place, as evidence is written, or empty where nobody knows."""

    evidence: str
    what: str
    now: str = ""


@dataclass(frozen=True, slots=True)
class Unseen:
    """Nobody here can tell, and `why`: another machine's session, a shallow clone, another repository."""

    evidence: str
    why: str


Judged = Stands | Stale | Unseen


def judge_evidence(evidence: str, ground: Ground) -> Judged:
    """What has become of one line of evidence: `commit:`, `session:`, `guide:`, `file:`, `url:`, a path."""
    written = evidence.strip()
    if not written.isprintable():
        return Unseen(evidence, "it has characters that no name has")
    if written.startswith(("http://", "https://")):
        return _judge_address(evidence, written)
    match = _SCHEME.fullmatch(written)
    scheme, rest = (match[1], match[2].strip()) if match else ("", written)
    if scheme == "url":
        return _judge_address(evidence, rest)
    if scheme == "commit":
        return _judge_commit(evidence, rest, ground)
    if scheme == "session":
        return _judge_session(evidence, rest, ground)
    if scheme in ("guide", "file"):
        return _judge_file(evidence, scheme, rest, ground)
    if _PATH.fullmatch(written):
        return _judge_file(evidence, "", written, ground)
    return Unseen(evidence, "it is said in words")


def _judge_address(evidence: str, address: str) -> Judged:
    if _ADDRESS.fullmatch(address):
        return Stands(evidence)
    return Stale(evidence, "no address: one begins with https:// and has no spaces")


def _judge_commit(evidence: str, name: str, ground: Ground) -> Judged:
    sha = name.split()[0].removesuffix(",")
    if not _SHA.fullmatch(sha):
        return Stale(evidence, "names no commit: write its id, such as commit:4be1c2d")
    if not ground.has_git:
        return Unseen(evidence, "there is no git here")
    if ground.commit_subject(sha) is not None:
        return Stands(evidence)
    if ground.is_shallow:
        return Unseen(evidence, "this clone is shallow")
    again = ground.commit_like(sha)
    return Stale(evidence, "no branch has it", f"commit:{again}" if again else "")


def _judge_session(evidence: str, name: str, ground: Ground) -> Judged:
    known = ground.session_is_known(name.partition("#")[0].strip())
    if known is None:
        return Unseen(evidence, "it may be in the journal of another machine")
    return Stands(evidence) if known else Stale(evidence, "the journal has it no more")


def _judge_file(evidence: str, scheme: str, rest: str, ground: Ground) -> Judged:
    path, _, part = rest.partition("#")
    if not part and (lines := re.fullmatch(r"(.+):(\d+(?:-\d+)?)", path)):
        path, part = lines[1], f"L{lines[2]}"
    path = path.strip().rstrip("/").removeprefix("./")
    if path.startswith(("/", "~")) or ".." in PurePosixPath(path).parts:
        return Unseen(evidence, "it is outside the repository")
    prefix = f"{scheme}:" if scheme else ""
    if not ground.exists(path):
        now = ground.renamed(path)
        if not now:
            return Stale(evidence, f"{path} is gone")
        kept = not part or _has(part, now, ground) is None
        return Stale(evidence, f"{path} was renamed", f"{prefix}{now}{f'#{part}' if part and kept else ''}")
    missing = _has(part, path, ground) if part else None
    if missing is None:
        return Stands(evidence)
    moved = _moved(part, path, ground) if scheme != "guide" else ""
    return Stale(evidence, missing, f"{prefix}{moved}#{part}" if moved else "")


def _has(part: str, path: str, ground: Ground) -> str | None:
    """What of `part` (lines, a heading, a symbol) the file lacks; None where it has it."""
    text = ground.text(path)
    if lines := _LINES.fullmatch(part):
        count = len(text.splitlines())
        return f"{path} has {count:,} lines now" if int(lines[1]) > count else None
    if PurePosixPath(path).suffix.casefold() in (".md", ".markdown", ".rst", ".txt", ".adoc"):
        return None if _heads(text, part) else f"{path} has no section “{part}” now"
    return None if defines(path, text, part) else f"`{part}` is not in {path} now"


def _heads(text: str, section: str) -> bool:
    """Whether a heading, an anchor or an underlined line is called `section`, or its slug."""
    wanted = as_slug(section, longest=200)
    lines = text.splitlines()
    headings = [line.lstrip("#=").strip() for line in lines if re.match(r"(?:#{1,6}|={1,6})\s+\S", line)]
    headings += [
        line for line, below in pairwise(lines)
        if len(line) > 1 and re.fullmatch(r"([=\-~^*])\1{2,}\s*", below)
    ]  # fmt: skip
    anchors = re.findall(r"(?:id|name)=[\"']([^\"']+)|\{#([\w-]+)\}|^\.\. _([^:]+):", text, re.MULTILINE)
    named = [*headings, *(one for found in anchors for one in found if one)]
    return any(as_slug(re.sub(r"[`*_]", "", one), longest=200) == wanted for one in named)


def _moved(symbol: str, path: str, ground: Ground) -> str:
    """The only other file of the language that defines the symbol; empty where there are none or several."""
    ending = PurePosixPath(path).suffix
    if not ending or _LINES.fullmatch(symbol):
        return ""
    last = re.split(r"\.|::", symbol.removesuffix("()"))[-1]
    # An import binds the name, too, but it is not where the symbol went.
    found = [
        one
        for one in ground.defining(last, ending)
        if one != path and defines(one, ground.text(one), symbol, imports=False)
    ]
    return found[0] if len(found) == 1 else ""
