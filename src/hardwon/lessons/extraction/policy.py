"""What may be kept as a lesson and what may not: every way in asks here.

Kept are decisions with their rationale, fixes with their root cause, new patterns, facts of the domain and
gotchas that meet more than one session: a page's `kind`. Not kept are credentials and personal data, reports
that something is done, temporary debugging output, and paths of one machine or one session.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from hardwon.lessons.pages.connectives import CONNECTIVES
from hardwon.store import redact


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text that may be kept, and how many of what were taken out of it (`secret`, `path`, …)."""

    text: str
    took: tuple[tuple[str, int], ...] = ()

    @property
    def sentence(self) -> str:
        """What was taken out, for people; empty where nothing was."""
        told = [f"{count} {_NAMES[kind][count != 1]}" for kind, count in self.took]
        return f"cleaned: {', '.join(told)}" if told else ""

    def __or__(self, other: "Cleaned") -> "Cleaned":
        """Both texts one below the other, what was taken out of both added up."""
        took = Counter(dict(self.took)) + Counter(dict(other.took))
        return Cleaned(f"{self.text}\n{other.text}", tuple(sorted(took.items())))


@dataclass(frozen=True, slots=True)
class Refused:
    """A text that may not be kept: why, and what to write instead."""

    reason: str
    next_step: str


_NAMES = {
    "debugging": ("line of debugging output left out", "lines of debugging output left out"),
    "email": ("e-mail address taken out", "e-mail addresses taken out"),
    "home": ("home directory taken out", "home directories taken out"),
    "path": ("path made relative", "paths made relative"),
    "routine": ("report of routine left out", "reports of routine left out"),
    "secret": ("secret taken out", "secrets taken out"),
}
_LONGEST_REPORT = 160  # characters; a longer sentence says more than that something is done
_ROUNDS = 20  # what one step bares, the next takes; each round makes the text shorter

_CHECKS = (
    r"(?:all\s+|the\s+|of\s+|\d[\d,]*(?:/\d+)?\s+|unit\s+|integration\s+|new\s+|existing\s+|full\s+|test\s+)*"
    r"(?:tests?|checks?|ci|builds?|lint(?:er|ing|ers)?|suite|pipeline|mypy|ruff|pytest|types?|type\s+checks?)"
)
_DONE = (
    r"(?:done|finished|completed?|committed|pushed|merged|deployed|fixed|implemented|released|shipped|"
    r"updated|addressed)"
)
_WHAT = (
    r"(?:everything|it|all|this|that|(?:the|my|all|your|these|those)\s+(?:\w+\s+){0,2}(?:tasks?|work|changes?|"
    r"features?|implementation|steps?|todos?|phase|code|commits?|branch|pr|fix|files?|comments?))"
)
_TAIL = r"(?:\s+(?:now|again|too|locally|successfully|to\s+(?:main|master|origin|the\s+branch|github)|here))*"
_WE = r"(?:(?:i|we)(?:['’]ve|\s+have)?\s+)?(?:(?:just|now|successfully|also)\s+)*"
_VERSION = r"(?:version\s+)?v?\d+(?:\.\d+)*(?:\.?-?(?:rc|a|b|dev|alpha|beta|post)\.?\d*)?"
_FILE = r"`?[\w./@-]+\.\w{1,8}`?"
_PLAIN = (  # what is changed along with everything, and says nothing of it
    rf"(?:{_FILE}|(?:(?:the|a|some|new|missing|more|unit|integration|all|unused|dead|relevant|related)\s+)*"
    r"(?:readme|changelog|docs?|documentation|tests?|docstrings?|comments?|type\s+hints?|imports?|code|"
    r"dependenc(?:y|ies)|lock\s*file|release\s+notes))"
)
_PLAINS = rf"{_PLAIN}(?:\s*(?:,|and|,\s*and|&)\s*{_PLAIN})*"
_FOR = (
    r"(?:\s+(?:accordingly|as\s+well|to\s+(?:reflect|match)\s+(?:it|this|that|(?:the|these)\s+(?:new\s+)?"
    r"(?:changes?|behaviou?r|api|code))|with\s+(?:ruff|black|prettier|gofmt|isort|rustfmt)|"
    r"for\s+(?:it|this|that|(?:the\s+)?(?:new\s+)?"
    r"(?:changes?|features?|endpoints?|functions?|modules?|commands?|code|class(?:es)?))))?"
)
_CHANGED = (
    r"(?:updated|added|created|edited|modified|removed|deleted|cleaned\s+up|(?:re)?formatted|regenerated|"
    r"wrote|extended|adjusted)"
)
_BUILT = (
    r"(?:implemented|added|created|fixed|updated|built|refactored|wrote|wired|ported|moved|migrated|removed|"
    r"cleaned\s+up|set\s+up)"
)
# What gives a reason, a condition or an order is more than a report.
_NO_MORE = (
    r"(?![^\n]*\b(?:because|since|by|so|when(?:ever)?|unless|until|if|which|that|cause[ds]?|due|must|never|"
    r"always|only|not|after|before|instead|without|otherwise|but|as|needs?|should|else|breaks?|broke|fails?)\b)"
)
_ROUTINE = re.compile(
    rf"""(?:[-*•✅✔️🎉☑\[\]x>\s]*)(?:(?:ok(?:ay)?|great|perfect|good|nice|excellent|now|finally|and|so|yes|
        awesome|alright|summary)[\s,!.:—–-]+)*
    (?:
      {_CHECKS}(?:\s*(?:,|and|&|\+)\s*{_CHECKS})*\s+(?:(?:is|are|have|has|now|all|still|were|was)\s+)*
        (?:pass(?:es|ed|ing)?|green|clean|succeed(?:s|ed)?|successful|ok|happy){_TAIL}
    | (?:={{3,}}\s*)?\d+\s+passed(?:,\s*\d+\s+\w+)*(?:\s+in\s+[\d.:]+\s*m?s?)?(?:\s*={{3,}})?
    | {_DONE}(?:\s*(?:,|and|&)\s*(?:and\s+)?{_DONE})*{_TAIL}
    | (?:(?:i|we)(?:['’]ve|\s+have)?\s+)?(?:just\s+|now\s+|successfully\s+|also\s+)*{_DONE}
        (?:\s*(?:,|and)\s*{_DONE})*\s+{_WHAT}{_TAIL}
    | {_WHAT}\s+(?:(?:is|are|has\s+been|have\s+been|was|were|now|all)\s+)+(?:{_DONE}|working|green|fine|ready)
        (?:\s+and\s+{_DONE})?{_TAIL}
    | (?:(?:i|we)(?:['’]ve|\s+have)?\s+)?(?:just\s+)?(?:re-?)?ran\s+{_CHECKS}{_TAIL}
    | (?:they|these|those|all|both)(?:\s+(?:all|both|now|are))*\s+(?:pass(?:es|ed)?|green|clean)
    | {_CHECKS}\s+(?:pass(?:es|ed)|succeeded)\s+in\s+[\d.:]+\s*\w{{1,7}}
    | (?:(?:i|we)(?:['’]ve|\s+have)?\s+)?(?:pushed|merged|committed)\s+(?:(?:to|into)\s+[\w.-]+/[\w./-]+
        | as\s+[0-9a-f]{{7,40}} | (?:the\s+)?(?:pr|mr|pull\s+request)\s*[\#!]?\d+)
    | (?:opened|created|updated)\s+(?:a|the)\s+(?:pr|mr|pull\s+request)
        (?:\s+for\s+(?:it|this|that|the\s+changes?))?
    | fixed\s+(?:the\s+|all\s+)*(?:lint(?:er|ing)?|mypy|ruff|formatting)\s+(?:errors?|issues?|warnings?)
    | ready\s+(?:for\s+review|to\s+(?:merge|be\s+merged))
    | (?:everything|it|all)\s+(?:works|passes){_TAIL}
    | no\s+(?:errors?|issues?|problems?|warnings?|failures?)(?:\s+(?:found|left|remain(?:ing)?|reported))?
    | (?:let\s+me\s+know|feel\s+free\s+to\s+ask)\b[^.\n]*
    | {_WE}bump(?:ed|s)?\s+(?:the\s+)?(?:(?:package|project|app)\s+)?version(?:\s+number)?
        (?:\s+from\s+{_VERSION})?(?:\s+to\s+{_VERSION})?
    | {_WE}(?:bump(?:ed|s)?\s+[\w./@\[\]-]+\s+from\s+{_VERSION}|bumped\s+[\w./@\[\]-]+)\s+to\s+{_VERSION}
    | {_WE}(?:released|tagged|published)\s+{_VERSION}(?:\s+(?:to|on)\s+(?:pypi|npm|crates\.io|github))?
    | {_WE}{_CHANGED}\s+{_PLAINS}{_FOR}
    | {_WE}renamed\s+{_FILE}\s+to\s+{_FILE}
    | (?:the\s+)?(?:task|work|feature|implementation|refactor(?:ing)?|migration)\s+(?:is\s+)?(?:now\s+)?
        (?:complete[d]?|done|finished){_TAIL}
    | (?:(?:(?:the\s+)?(?:task|work|feature|implementation|all)\s+)?(?:is\s+)?(?:complete[d]?|done|finished))
        \s*(?::|\s[-–—])\s*{_NO_MORE}{_BUILT}\s+(?:[^.;:\n]|\.(?=\w))+
    | (?:task|phase|step)\s+\d+(?:\.\d+)*\s+(?:is\s+)?(?:done|complete[d]?|finished)
    )[\s.!…✅✔️🎉]*""",
    re.IGNORECASE | re.VERBOSE,
)
_DEBUGGING = re.compile(
    r"""\s*(?:
      (?:\d{4}-\d\d-\d\d[T\s][\d:.,+Z-]+\s+|\[?\d\d:\d\d:\d\d[\d.,]*\]?\s+)\[?(?:debug|trace)\b.*
    | \[?(?:debug|trace)\]?(?::\w+)*[:\]]\s*\S.*
    | (?:>{2,}|={3,}|-{3,}|\*{3,}|\#{3,})\s*(?:here|debug|got\s+here|xxx+|reached|in\s+\w+)\b.*
    | (?:print|console\.log|println!?|fmt\.Println|System\.out\.println|dbg!?|pp|p|logger\.debug)
        \(\s*[frb]?["'](?:>+|=+|-+|\#+|\*+|here|debug|xxx+|got\s+here|test|foo|aaa+)[^\n]*\)?;?
    | (?:import\s+pdb;?\s*)?(?:pdb\.set_trace\(\)|breakpoint\(\)|debugger;)
    )\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCES = re.compile(r"(?<=[.!?✅🎉])(?:\s+|$)")
_LISTED = re.compile(r",\s+(?:and\s+)?|;\s+|\s+and\s+|\s+[–—-]\s+")
# Chinese, Japanese, Korean, Thai: words are not set apart, or are syllables.
_DENSE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[\w'’]{2,}|\d")
_FENCE = re.compile(r"\s*(?:```|~~~)")

_WORKTREE = re.compile(r"(?<![\w.~/-])(?:\.[\w-]+/)?\.?worktrees/[\w.-]+/")
_TOP = (
    r"(?:src|libs?|apps?|tests?|docs|scripts|packages|benchmarks|cmd|internal|pkg|migrations|"
    r"\.github|\.hardwon)"
)
_PLACE = (
    r"(?:~|/(?:home|Users|root|tmp|private|builds|workspaces?|__w)|/var/folders|/github/workspace|[A-Za-z]:)"
)
# Up to the first folder that a repository begins with: what is above it is one machine's.
_INTO = re.compile(rf"(?<![\w.~:/\\-]){_PLACE}(?:[/\\][\w@+.-]+)*?[/\\](?={_TOP}[/\\][\w@+.-])")
_TRANSCRIPT = re.compile(r"~?[/\\]?\.claude[/\\]projects[/\\][\w~.*-][^\s`'\")]*")
_FAR = re.compile(
    rf"(?<![\w.~:/\\-]){_PLACE}(?:[/\\][\w@+][\w@+.-]*)+[/\\](?=[\w@+-][\w@+-]*\.[A-Za-z]\w{{0,4}}\b)"
)


def judge(title: str, body: str, *, roots: Iterable[str] = ()) -> tuple[Cleaned, Cleaned] | Refused:
    """Title and body as they may be kept, or why they may not. Judging what it gives changes nothing.

    `roots` as `relative_paths`. A title that is nothing but routine gives its place to the first sentence
    of the body.
    """
    heading, text = clean(title, roots=roots), clean(body, roots=roots)
    emptied = bool(heading.took) or not heading.text
    if emptied and not _says_something(heading.text) and _says_something(text.text):
        first = next(line for line in _sentences(text.text) if _says_something(line))
        heading = Cleaned(shorten(first), heading.took)
    if not _says_something(f"{heading.text} {text.text}"):
        return _refusal(heading | text)
    return heading, text


def count_words(text: str) -> int:
    """How many different words of `text` mean something alone; without spaces two letters count as one."""
    dense = len(_DENSE.findall(text))
    words = {word.casefold() for word in _WORD.findall(_DENSE.sub(" ", text))}
    return len(words - CONNECTIVES) + (dense + 1) // 2


def clean(text: str, *, roots: Iterable[str] = ()) -> Cleaned:
    """`text` without what may not be kept, paths below `roots` relative. Cleaning again changes nothing."""
    took: Counter[str] = Counter()
    folders = tuple(roots)
    for _ in range(_ROUNDS):
        before = text
        redacted = redact(text)
        for kind, count in redacted.found.items():
            took[kind if kind in _NAMES else "secret"] += count
        text = _without_paths(redacted.text, folders, took)
        text = _without_noise(text, took)
        if text == before:
            break
    return Cleaned(text.strip(), tuple(sorted(took.items())))


def shorten(text: str, longest: int = 100) -> str:
    """One line of at most `longest` characters, cut at a word."""
    line = " ".join(text.split()).strip().rstrip(".:;,")
    if len(line) <= longest:
        return line
    return line[: longest - 1].rpartition(" ")[0].rstrip(".:;, ") + "…"


def relative_paths(text: str, roots: Iterable[str]) -> str:
    """`text` with the absolute paths below `roots` made relative, homes and temporary folders taken out."""
    for root in sorted({root.rstrip("/") for root in roots if len(root) > 2}, key=len, reverse=True):
        text = re.sub(
            re.escape(root) + r"(?:/|(?![\w.-]))", lambda m: "" if m[0].endswith("/") else ".", text
        )
    text = re.sub(r"(?<![\w.~-])(?:/home|/Users)/[\w.-]+(?=/|\b)|[A-Za-z]:\\Users\\[\w.-]+", "~", text)
    return re.sub(r"(?<![\w.])/(?:private/)?(?:tmp|var/folders)/(?:[\w.@+-]+/)*([\w.@+-]+)", r"…/\1", text)


def _without_paths(text: str, roots: tuple[str, ...], took: Counter[str]) -> str:
    if "/" not in text and "\\" not in text:
        return text
    # A home is `~` after redaction, and so it is in what the journal holds.
    also = [redact(root).text for root in roots]
    text = _counted(text, relative_paths(text, [*roots, *also]), took)
    for pattern, to in ((_TRANSCRIPT, "a transcript"), (_INTO, ""), (_WORKTREE, ""), (_FAR, "…/")):
        text, count = pattern.subn(to, text)
        if count:
            took["path"] += count
    return text


def _counted(before: str, after: str, took: Counter[str]) -> str:
    if before != after:
        took["path"] += 1
    return after


def _without_noise(text: str, took: Counter[str]) -> str:
    """`text` without sentences that report routine and lines of debugging output; fenced code stays."""
    kept: list[str] = []
    in_code = False
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if _FENCE.match(line):
            in_code = not in_code
        elif not in_code and line.strip():
            if _DEBUGGING.fullmatch(line):
                took["debugging"] += 1
                continue
            sentences = [part for part in _SENTENCES.split(line) if part.strip()]
            # A sentence over two lines is whole on neither.
            first = int(_goes_on(kept[-1] if kept else "", line))
            last = len(sentences) - int(_goes_on(line, following))
            wanted = [
                part
                for number, part in enumerate(sentences)
                if not (first <= number < last and _is_routine(part))
            ]
            if len(wanted) < len(sentences):
                took["routine"] += len(sentences) - len(wanted)
                if not wanted:
                    continue
                line = " ".join(wanted)
        kept.append(line)
    return "\n".join(kept)


def _goes_on(line: str, following: str) -> bool:
    """Whether the sentence at the end of `line` goes on in the line after it."""
    return line.rstrip()[-1:] not in ("", ".", "!", "?", ":") and following.lstrip()[:1].islower()


def _is_routine(sentence: str) -> bool:
    """Whether all that the sentence lists is routine: `Done, all tests pass.`"""
    if len(sentence) > _LONGEST_REPORT:
        return False
    parts = _LISTED.split(sentence)
    return bool(_ROUTINE.fullmatch(sentence)) or all(_ROUTINE.fullmatch(part) for part in parts)


def _sentences(text: str) -> list[str]:
    return [part for line in text.split("\n") for part in _SENTENCES.split(line) if part.strip()]


def _says_something(text: str) -> bool:
    """Whether a word is left beside the marks for what was taken out."""
    return bool(re.search(r"[^\W\d_]", re.sub(r"\[redacted:[\w-]+\]|~[\w/\\.-]*", "", text)))


def _refusal(cleaned: Cleaned) -> Refused:
    took = dict(cleaned.took)
    if took.get("routine"):
        return Refused(
            "it reports that something is done, which no later session needs",
            "say what was learnt on the way: the cause, the decision, the trap",
        )
    if took.get("debugging"):
        return Refused("it is temporary debugging output", "say what the output showed, in a sentence")
    if took:
        return Refused("nothing is left once secrets and personal data are taken out", "say it in words")
    return Refused("it says nothing", "write what was learnt in a sentence or more")
