"""Candidates from what a team has already written down: CLAUDE.md, AGENTS.md, DISCOVERIES.md, docs."""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hardwon.lessons.extraction.candidate import (
    LEAST_SCORE,
    Candidate,
    make_candidate,
    merge_candidates,
    shorten,
)
from hardwon.lessons.extraction.labels import Labelled, read_labelled
from hardwon.lessons.extraction.markdown import (
    Block,
    Code,
    Heading,
    Item,
    Prose,
    cut,
    plain,
    read_blocks,
    sections,
)
from hardwon.lessons.pages.lesson import Kind
from hardwon.store import NewEvent

GUIDE_NAMES = (
    "CLAUDE.md",
    "AGENTS.md",
    "DISCOVERIES.md",
    "CONVENTIONS.md",
    "GEMINI.md",
    "copilot-instructions.md",
)
_AGENT_GUIDES = frozenset(name.casefold() for name in GUIDE_NAMES)
_NEVER_ENTERED = frozenset(
    (
        "node_modules",
        "venv",
        "env",
        "site-packages",
        "dist",
        "build",
        "target",
        "vendor",
        "third_party",
        "_build",
    )
)
_LONGEST = 2_000_000  # bytes; more is no guide

_LESSON_HEADING = re.compile(
    r"gotcha|pitfall|common (?:mistake|error|trap)|lessons? (?:we )?learn|key (?:learning|point|takeaway)"
    r"|never do|don'?ts?\b|things to avoid|anti-?pattern|watch out|hard[- ]won|mistakes to avoid",
    re.IGNORECASE,
)
_RULE_HEADING = re.compile(
    r"convention|\brules?\b|guideline|best practice|important|critical|must|always|never|principle"
    r"|requirement|code style|coding style|constraint|do and don|do's",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:never|always|don'?t|do not|avoid|must(?: not)?|prefer|ensure|make sure|only|no|use|stop"
    r"|remember to)\b",
    re.IGNORECASE,
)
_FORBIDS = re.compile(r"(?:never|don'?t|do not|avoid|must not|no|stop)\b", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:because|otherwise|instead(?: of)?|rather than|since|so that|or else|this (?:causes|breaks|leads)"
    r"|will (?:break|fail|cause|crash|hang)|causes|breaks|leads to)\b|→|—",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"^\W*(?:\[[^\]]{3,}\]|<[^>]{3,}>|\.{3}|…|TODO|TBD|XXX)\W*$")
_ASKS = re.compile(
    r"(?:what|describe|brief|explain|how|the actual|state)\b", re.IGNORECASE
)  # a form to fill in
_WRONG = re.compile(r"❌|✗|✘|🚫|⛔")
_RIGHT = re.compile(r"✅|✓|✔|☑")


@dataclass(frozen=True, slots=True)
class _Found:
    """A candidate of a guide before it has its path."""

    line: int
    title: str
    body: str
    kind: Kind
    score: float
    reason: str


def find_guides(root: Path) -> tuple[str, ...]:
    """The guides below `root`, relative with `/`, sorted: the known names anywhere, and `docs/**/*.md`.

    Folders that hold other people's code or built files are not entered.
    """
    found: list[str] = []
    for folder, folders, files in os.walk(root):
        here = PurePosixPath(Path(folder).relative_to(root).as_posix())
        folders[:] = sorted(
            name
            for name in folders
            if name not in _NEVER_ENTERED and (not name.startswith(".") or name in (".claude", ".github"))
        )
        in_docs = "docs" in here.parts
        found.extend(
            str(here / name)
            for name in files
            if name.casefold() in _AGENT_GUIDES or (in_docs and name.casefold().endswith(".md"))
        )
    return tuple(sorted(found))


def read_guide(text: str, *, path: str) -> tuple[Candidate, ...]:
    """The candidates in one guide, in its order; `path` is relative to the repository.

    What is read: sections with a problem and its solution, patterns, wrong/right pairs (❌/✅), key points,
    and orders (never, always, don't, ...) where they stand under a heading that says so, or in a guide
    that is written for agents. Below `LEAST_SCORE` nothing is kept.
    """
    for_agents = PurePosixPath(path).name.casefold() in _AGENT_GUIDES
    found: list[_Found] = []
    taken: set[int] = set()
    blocks = read_blocks(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    for labelled in read_labelled(blocks):
        found.append(_from_labelled(labelled))
        taken.update(labelled.lines)
    for headings, inside in sections(blocks):
        rest = [block for block in inside if block.line not in taken]
        found.extend(_pairs(headings, rest, taken))
        rest = [block for block in rest if block.line not in taken]
        found.extend(_patterns(headings, rest, taken))
        rest = [block for block in rest if block.line not in taken]
        found.extend(_orders(headings, rest, for_agents))
    kept = sorted((one for one in found if _is_kept(one)), key=lambda one: one.line)
    return tuple(
        merge_candidates(
            make_candidate(
                one.title,
                one.body,
                kind=one.kind,
                evidence=(f"guide:{path}#L{one.line}",),
                score=one.score,
                reasons=(one.reason,),
                origin="guide",
            )
            for one in kept
        )
    )


def read_guides(root: Path, paths: Sequence[str], *, time: str) -> tuple[list[Candidate], list[NewEvent]]:
    """The candidates of the guides at `paths`, and a `guide.read` event for each.

    Paths are relative to `root` or absolute; one outside of `root` is called by its name alone. What cannot
    be read (gone, too long, not UTF-8) is passed over: it is no guide.
    """
    candidates: list[Candidate] = []
    events: list[NewEvent] = []
    for path in paths:
        file = root / path
        try:
            data = file.read_bytes()
            text = data.decode("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if len(data) > _LONGEST:
            continue
        inside = file.is_relative_to(root)
        name = file.relative_to(root).as_posix() if inside else file.name
        digest = hashlib.blake2b(data, digest_size=16).hexdigest()
        blocks = list(read_blocks(text))
        if not blocks:
            continue  # empty, or nothing but hardwon's own section
        count = sum(isinstance(block, Heading) for block in blocks)
        payload: dict[str, object] = {"path": name, "digest": digest, "sections": count}
        events.append(NewEvent(f"guide:{name}:{digest}", "guide.read", time, payload))
        candidates.extend(read_guide(text, path=name))
    return merge_candidates(candidates), events


def _from_labelled(labelled: Labelled) -> _Found:
    whole = bool(labelled.trouble and labelled.cure) and not _ASKS.match(labelled.trouble)
    return _Found(
        labelled.line,
        labelled.title if len(labelled.title) > 3 else shorten(labelled.trouble),
        labelled.body,
        "fix",
        0.9 if whole else 0.55,
        "a problem with its solution" if whole else "a problem without a solution",
    )


def _is_kept(found: _Found) -> bool:
    words = re.findall(r"\w+", found.body)
    told = [re.sub(r"^[A-Z]\w+: ", "", line) for line in found.body.splitlines() if line.strip()]
    blank = all(_PLACEHOLDER.match(line) for line in told)
    return bool(found.title.strip()) and found.score >= LEAST_SCORE and len(words) >= 5 and not blank


def _patterns(headings: tuple[Heading, ...], blocks: list[Block], taken: set[int]) -> Iterator[_Found]:
    """A section, or a paragraph, that calls itself a pattern: `### Pattern: …` with text or code below it."""
    if not headings or not blocks:
        return
    match = re.match(
        r"(?:anti-?)?pattern\s*(?:\d+\s*)?[:\-–—]\s*(.{4,})", plain(headings[-1].text), re.IGNORECASE
    )
    if match:
        taken.update(block.line for block in blocks)
        yield _Found(
            headings[-1].line, match[1], _body(blocks), "pattern", 0.85, "a section called a pattern"
        )
        return
    for block in blocks:
        lead = re.match(r"\*\*pattern:?\*\*:?\s*(.{10,})", block.text, re.IGNORECASE | re.DOTALL)
        if lead and not isinstance(block, Code):
            taken.add(block.line)
            title = re.split(r"(?<=\w)[.:](?:\s|$)", plain(lead[1]))[0]
            yield _Found(block.line, title, plain(lead[1]), "pattern", 0.8, "a paragraph called a pattern")


def _pairs(headings: tuple[Heading, ...], blocks: list[Block], taken: set[int]) -> Iterator[_Found]:
    """What is crossed out beside what is ticked, in one code block or in blocks that follow each other."""
    title = _subject(headings)
    for index, block in enumerate(blocks):
        if block.line in taken:
            continue
        wrong, right = _WRONG.search(block.text), _RIGHT.search(block.text)
        if isinstance(block, Code) and wrong and right:
            taken.add(block.line)
            body = f"```{block.language}\n{block.text}\n```"
            yield _Found(
                block.line, title or _marked(block.text, _WRONG), body, "pattern", 0.85, "❌ beside ✅"
            )
        elif wrong and not right and not isinstance(block, Code):
            group = _pair_group(blocks, index)
            if group:
                taken.update(one.line for one in group)
                own = plain(_WRONG.sub("", block.text)).rstrip(":")
                named = own if len(own.split()) > 3 else title or own
                yield _Found(block.line, named, _body(group), "pattern", 0.85, "❌ beside ✅")


def _pair_group(blocks: list[Block], start: int) -> list[Block]:
    """The blocks from the crossed one at `start` to the ticked one and its code; empty where no tick comes.

    Several crosses before the ticks are one list each of what to do and not to do: no pair.
    """
    group = [blocks[start]]
    for block in blocks[start + 1 : start + 4]:
        if _WRONG.search(block.text):
            break
        group.append(block)
        if _RIGHT.search(block.text):
            after = blocks[start + len(group) : start + len(group) + 1]
            marked_code = isinstance(group[1], Code) and not isinstance(block, Code)
            return group + [one for one in after if isinstance(one, Code) and marked_code]
    return []


def _orders(headings: tuple[Heading, ...], blocks: list[Block], for_agents: bool) -> Iterator[_Found]:
    """List items (and, for agents, paragraphs in bold) that forbid, command or warn."""
    names = [plain(heading.text) for heading in headings]
    lesson = any(_LESSON_HEADING.search(name) for name in names)
    ruled = any(_RULE_HEADING.search(name) for name in names[-2:])
    for index, block in enumerate(blocks):
        if isinstance(block, Code | Heading) or (isinstance(block, Item) and block.depth > 3):
            continue
        text = plain(_WRONG.sub("", _RIGHT.sub("", block.text)))
        score, reason = _order_score(text, lesson=lesson, ruled=ruled, for_agents=for_agents)
        crossed = bool(_WRONG.search(block.text)) and for_agents
        if isinstance(block, Prose) and not lesson and not (for_agents and _FORBIDS.match(text)):
            continue
        if crossed and len(text.split()) > 3:
            score, reason = max(score, 0.7), "crossed out in a guide for agents"
        if score >= LEAST_SCORE:
            below = _children(blocks, index)
            body = "\n".join([text, *(f"- {plain(one.text)}" for one in below)])
            first = re.split(r"(?<!\be\.g)(?<!\bi\.e)(?<=[\w`)])[.;](?:\s|$)| [—–] ", text)[0]
            title = first if len(first.split()) > 3 else text
            yield _Found(block.line, title, body, "gotcha" if lesson else "pattern", score, reason)


def _order_score(text: str, *, lesson: bool, ruled: bool, for_agents: bool) -> tuple[float, str]:
    words = len(text.split())
    ordered, forbids, reasoned = (
        bool(_ORDER.match(text)),
        bool(_FORBIDS.match(text)),
        bool(_REASON.search(text)),
    )
    if words < 5 or words > 120 or text.endswith((":", "?")):
        return 0.0, ""
    if lesson:
        return (0.85 if ordered or reasoned else 0.7), "under a heading of lessons"
    if not for_agents:
        return 0.0, ""
    if ordered and reasoned:
        return 0.8, "an order with its reason, for agents"
    if forbids or (ordered and ruled):
        return 0.7, "an order, for agents"
    if ruled and reasoned:
        return 0.65, "a rule with its reason, for agents"
    return 0.0, ""


def _children(blocks: list[Block], index: int) -> list[Item]:
    """The items nested below the one at `index`."""
    own = blocks[index]
    found: list[Item] = []
    for block in blocks[index + 1 :]:
        if not (isinstance(own, Item) and isinstance(block, Item) and block.depth > own.depth):
            break
        found.append(block)
    return found


def _subject(headings: tuple[Heading, ...]) -> str:
    """What the innermost heading with a subject of its own is about."""
    for heading in reversed(headings):
        name = plain(heading.text)
        if (
            len(name) > 3
            and not _LESSON_HEADING.search(name)
            and not re.match(r"examples?\b", name, re.IGNORECASE)
        ):
            return name
    return ""


def _marked(text: str, mark: re.Pattern[str]) -> str:
    line = next(line for line in text.splitlines() if mark.search(line))
    return plain(re.sub(r"^[\s#/*-]*", "", mark.sub("", line)))


def _body(blocks: Sequence[Block]) -> str:
    parts = [
        f"```{block.language}\n{block.text}\n```"
        if isinstance(block, Code)
        else ("- " if isinstance(block, Item) else "") + plain(block.text)
        for block in blocks
    ]
    return cut("\n".join(parts), 4000)
