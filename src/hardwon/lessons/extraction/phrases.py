"""Which sentences say something that was learnt: corrections, causes, decisions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hardwon.lessons.pages.lesson import Kind


def _words(*alternatives: str, start: str = r"\b", end: str = r"\b") -> re.Pattern[str]:
    """One expression of all the alternatives, any case; `start` and `end` stand around them."""
    return re.compile(f"{start}(?:{'|'.join(alternatives)}){end}", re.IGNORECASE)


_SENTENCE = re.compile(
    r"(?<![ .][a-z]\.[a-z])(?<!\betc)(?<!\bvs)(?<=[\w`)\]\"'][.!?])\s+(?=[A-Za-z`\"'(])|\n+"
)
_CODE = re.compile(r"`[^`\n]+`|\b\w+\([^()\n]{0,40}\)|\b\w+[._/]\w[\w./]*|\b[a-z]+[A-Z]\w+|--[a-z][\w-]+")
_DEIXIS = re.compile(
    r"\b(?:it|this|that|these|those|them|above|below)\b(?! (?:repo|project|codebase|team|package))",
    re.IGNORECASE,
)
_REASON = _words("because", "since", "so that", "otherwise", "or else")
_GENERAL = _words(
    r"(?:always|never)(?! (?:show|display|render|hide|open|align|be|have)\b)",  # not what the product does
    "whenever",
    "every time",
    "from now on",
    "by convention",
    "remember (?:to|that)",
    "in (?:this|our) (?:repo|repository|project|codebase|team)",
    r"(?<!can )(?<!could )(?<!should )(?<!shall )(?<!do )(?<!if )we (?:use|never|always|don'?t|prefer)",
)
_FORBIDS = _words("don'?t", "do not", "never", "stop", "avoid", "not", start=r"(?:please |and |but |so )?")
_VERBS = (
    "use",
    "call",
    "run",
    "put",
    "keep",
    "write",
    "mock",
    "make",
    "return",
    "pass",
    "catch",
    "import",
    "create",
    "move",
    "set",
    "prefer",
    "always",
    "check",
    "read",
)
_COMMANDS = _words(*_VERBS, start=r"(?:please |and |just |instead,? |always )*")
_CONTRAST = _words(
    "instead of", "rather than", r"(?<!\bis )(?<!\bare )(?<!\bbe )(?<!\bdo )not", "in place of"
)
_OTHER_WAY = _words("use", "just", "mock", "call", "prefer", "run", "instead", start=r"\S+ \S+.*?[\s,;]")
_NO = _words("no", "nope", "wrong", "stop", end=r"\b[,.!: ]+\s*", start="")
_ASKS = _words(
    "can", "could", "should", "shall", "would", "is", "are", "why", "what", "how", "where", start=""
)
_WRONG = _words(
    r"that(?:'s| is) (?:wrong|not (?:right|correct|what|how)|incorrect)",
    r"you (?:should(?:n't| not| have)|forgot|missed|broke)",
)
_CAUSE = _words(
    "turns out",
    "root cause",
    "the (?:real|actual|underlying) (?:problem|issue|bug|cause|culprit|reason)",
    "the (?:problem|issue|bug|culprit|cause) was",
    "(?:fails|failed|broke|breaks|crashed|hangs) because",
    "(?:was|is) caused by",
    "the key (?:insight|learning)",
    "the culprit is",
)
_DECISION = _words(
    "decided (?:to|on|against)",
    "chose",
    "opted (?:for|to)",
    "went with",
    "going with",
    "settled on",
    "we(?:'ll| will) (?:use|go with|keep)",
)
_RATIONALE = _words("because", "since", "rather than", "so that")
_UNSURE = _words(
    "might",
    "may be",
    "may have",
    "maybe",
    "perhaps",
    "possibly",
    "probably",
    "likely",
    "could be",
    "i think",
    "i suspect",
    "seems?",
    "appears?",
    "looks like",
    "let me",
    "wonder",
    "if the",
    "whether",
    "identify",
    "to see",
    "find out",
    "is to",
    "would",
)
_PLANS = _words(
    "let me",
    "let's",
    "i'll",
    "i will",
    "i need to",
    "now",
    "next",
    "first",
    "then",
    "good",
    "great",
    "perfect",
    "ok",
    "okay",
    "looking",
    "checking",
    "i'm",
    "i see",
    "here's",
    "here is",
    start="",
)
_EXPLAINS = _words(
    "because",
    "since",
    "wants?",
    "requires?",
    "expects?",
    r"complain\w*",
    "needs? (?:to|all|a|the)",
    "must",
    "does(?:n't| not)",
    "do(?:n't| not)",
    "can(?:'t|not)",
    "only",
    "instead of",
    "by default",
    "is (?:not|missing|defined|already|no longer)",
    "was",
    "were",
)
_COMMON = frozenset(
    ("the", "use", "add", "this", "that", "those", "these", "for", "with", "and", "make", "any")
)
_NOT_SAID = re.compile(  # what stands in a user's turn without a person having said it
    r"\s*(?:<|\[Request interrupted|Caveat:|This session is being continued|Base directory for this skill"
    r"|\[Image)"
)
_LONGEST_WORD = 1500  # characters; a longer turn is a plan or a pasted log, not a correction


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that says something, the whole of what belongs to it, and why it was taken."""

    sentence: str
    whole: str
    kind: Kind
    score: float
    reasons: tuple[str, ...]


def sentences(text: str) -> list[str]:
    """The sentences of a message; code blocks, quotes, tables and list marks are dropped."""
    text = re.sub(r"```.*?(?:```|\Z)", "\n", text, flags=re.DOTALL)
    lines = [line for line in text.split("\n") if not line.lstrip().startswith((">", "|", "#", "$ "))]
    parts = _SENTENCE.split("\n".join(re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", line) for line in lines))
    return [part.strip() for part in parts if part.strip()]


def said_by_person(text: str) -> bool:
    """Whether a user's turn is a person's word: short, and neither pasted nor put there by a program."""
    return 8 <= len(text.strip()) <= _LONGEST_WORD and not _NOT_SAID.match(text)


def correction(text: str, *, done: str = "") -> Said | None:
    """What a person's message to an agent corrects or lays down for good; None where it only asks for work.

    A single prohibition or wish is a task; it becomes a lesson by being general (always, never, we), by
    refusing what was `done` (the agent's latest words, edits and commands) and naming the alternative, or
    by giving its reason.
    """
    told = sentences(re.sub(r"^\s*/\w+\s+", "", text))[:4]  # an agent's own command, such as /ask
    scored = [_score_correction(one, after, done) for one, after in zip(told, [*told[1:], ""], strict=True)]
    return max((said for said in scored if said is not None), key=lambda said: said.score, default=None)


def _score_correction(sentence: str, after: str, done: str) -> Said | None:
    core = _NO.sub("", sentence, count=1) if _NO.match(sentence) else sentence
    refuses = core != sentence or bool(_WRONG.search(sentence))
    forbids, commands = bool(_FORBIDS.match(core)), bool(_COMMANDS.match(core))
    general = _is_general(core, forbids or commands)
    if (
        core.endswith("?")
        or _ASKS.match(core)
        or len(core.split()) < 3
        or not (refuses or forbids or commands or general)
    ):
        return None
    in_two = forbids and bool(_COMMANDS.match(after))
    other = _CONTRAST.search(core) if commands or refuses else None
    contrast = in_two or other is not None or (forbids and bool(_OTHER_WAY.match(core)))
    wrong = core[other.end() :] if other else _FORBIDS.sub("", core, count=1) if forbids else ""
    weighed = (
        (refuses, 0.2, "a person refuses what was done"),
        (general, 0.4, "it is said for always"),
        (contrast, 0.25, "it names what to do instead"),
        (bool(_REASON.search(core)), 0.2, "it gives its reason"),
        (contrast and _was_done(wrong, done), 0.15, "what it names as wrong was just done"),
    )
    whole = f"{core} {after}" if in_two else core
    score = 0.25 + sum(weight for holds, weight, _reason in weighed if holds)
    score += (0.05 if _CODE.search(whole) else -0.05) - (0.05 if _DEIXIS.search(core) else 0)
    reasons = tuple(reason for holds, _weight, reason in weighed if holds)
    whole = re.sub(r"^(?:and|but|so|please)\s+", "", whole, flags=re.IGNORECASE)
    return Said(whole, whole, "gotcha" if refuses else "pattern", round(min(score, 1.0), 2), reasons)


def _is_general(core: str, ordered: bool) -> bool:
    """Whether an order is meant for more than the work at hand: it begins with the word, or `we` do so."""
    found = _GENERAL.search(core)
    return (
        found is not None
        and found.start() < 40
        and (ordered or bool(re.search(r"\bwe\b", core, re.IGNORECASE)))
    )


def _was_done(wrong: str, done: str) -> bool:
    """Whether one of the next words of `wrong` that could name a thing stands in `done`."""
    named = [word for word in re.findall(r"[\w.-]{3,}", wrong)[:5] if word.casefold() not in _COMMON]
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", done, re.IGNORECASE) for word in named[:3])


def cause(text: str) -> Said | None:
    """The sentence that names the cause of a trouble; None where it only supposes one."""
    told = sentences(text)
    for index, sentence in enumerate(told):
        if not _CAUSE.search(sentence) or _UNSURE.search(sentence) or sentence.endswith(("?", ":")):
            continue
        if not 7 <= len(sentence.split()) <= 70:
            continue
        named = bool(_CODE.search(sentence))
        after = told[index + 1] if index + 1 < len(told) and not _PLANS.match(told[index + 1]) else ""
        reasons = ("it names the cause", *(("it names the code",) if named else ()))
        return Said(sentence, f"{sentence} {after}".strip(), "fix", 0.6 + 0.1 * named, reasons)
    return None


def explanation(text: str, error: str) -> Said | None:
    """The sentence of an agent's message that explains `error` in its words: why, or what is wanted."""
    seen = _names([error])
    for sentence in sentences(text):
        shared = _names(re.findall(r"`[^`\n]+`", sentence)) & seen
        if not shared or _UNSURE.search(sentence) or not 6 <= len(sentence.split()) <= 60:
            continue
        if _EXPLAINS.search(sentence) and not _PLANS.match(sentence):
            whole = sentence.rstrip(":")
            return Said(whole, whole, "fix", 0.7, ("it explains the error",))
    return None


def _names(texts: Iterable[str]) -> set[str]:
    return {word.casefold() for text in texts for word in re.findall(r"[A-Za-z_]\w{3,}", text)}


def decision(text: str) -> Said | None:
    """The sentence in which something was decided with its reason; None without a reason."""
    for sentence in sentences(text):
        decided, reason = _DECISION.search(sentence), _RATIONALE.search(sentence)
        if not decided or not reason or reason.start() < decided.start() or _UNSURE.search(sentence):
            continue
        if 9 <= len(sentence.split()) <= 70 and not sentence.endswith("?"):
            score = 0.65 + 0.1 * bool(_CODE.search(sentence))
            return Said(sentence, sentence, "decision", score, ("a decision with its reason",))
    return None
