"""Which sentences say something that was learnt: corrections, causes, decisions."""

import re
from dataclasses import dataclass
from itertools import zip_longest

from hardwon.lessons.pages.lesson import Kind


def words(*alternatives: str, start: str = r"\b", end: str = r"\b") -> re.Pattern[str]:
    """One expression of all the alternatives, any case; `start` and `end` stand around them."""
    return re.compile(f"{start}(?:{'|'.join(alternatives)}){end}", re.IGNORECASE)


_SENTENCE = re.compile(
    r"(?<![ .][a-z]\.[a-z])(?<!\betc)(?<!\bvs)(?<=[\w`)\]\"'][.!?])\s+(?=[A-Za-z`\"'(])|\n+"
)
CODE = re.compile(
    r"`[^`\n]+`|\b\w+\([^()\n]{0,40}\)|\b\w+[._/]\w[\w./]*|\b[a-z]+[A-Z]\w+|\b[A-Z][a-z]+[A-Z]\w+|"
    r"--[a-z][\w-]+"
)
DEIXIS = re.compile(
    r"\b(?:it|this|that|these|those|them|above|below)\b(?! (?:repo|project|codebase|team|package))",
    re.IGNORECASE,
)
REASON = words("because", "since", "so that", "otherwise", "or else")
_GENERAL = words(
    r"(?:always|never)(?! (?:the|a|show|display|render|hide|open|align|be|"
    r"have)\b)",  # not what the product does
    "whenever",
    "every time",
    "from now on",
    "by convention",
    "remember (?:to|that)",
    "in (?:this|our) (?:repo|repository|project|codebase|team)",
    r"(?<!can )(?<!could )(?<!should )(?<!shall )(?<!do )(?<!if )we (?:use|never|always|don'?t|prefer)",
)
_OF_THE_PRODUCT = words(
    "make", "have", "let", "ensure", "add", "return", start="(?:please |and |but |so |also )?"
)
_HERE = re.compile(r"in (?:this|our)\b|remember that\b|by convention\b", re.IGNORECASE)
_BINDS = words("never", "always", "must", "not", "don'?t", "only")
_FORBIDS = words(
    "don'?t", "do not", "never", "stop", "avoid", "not", "instead of", start=r"(?:please |and |but |so )?"
)
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
    "have",
    "raise",
    "store",
    "build",
    "wrap",
    "add",
)
_COMMANDS = words(*_VERBS, start=r"(?:in [\w./`()]{3,60},? )?(?:please |and |just |instead,? |always )*")
_SHAPES = words(
    "make", "put", "move", "set", "have", "keep", "write", start="(?:please |and |just )*"
)  # how it looks
_CONTRAST = words("instead of", "rather than", r"(?<!\bis )(?<!\bare )(?<!\bbe )(?<!\bdo )not", "in place of")
_INSTEAD = words("instead of", "rather than", "in place of")
_OTHER_WAY = words("use", "just", "mock", "call", "prefer", "run", "instead", start=r"\S+ \S+.*?[\s,;]")
_NO = words("no", "nope", "wrong", "stop", end=r"\b[,.!: ]+\s*", start="")
_ASKS = words(
    "can", "could", "should", "shall", "would", "is", "are", "why", "what", "how", "where", start=""
)
_STATES = re.compile(  # how things are, in contrast to what one would think
    r"\bthere (?:is|are) no \b|\bno longer \w+|\b(?:is|are|means|stands for|"
    r"refers to)\b[^.?]{2,80}?,? (?:and )?not "
    r"|\bmust (?:always|never|not|only)\b|\bshould(?:n'?t| not| never| always| only)\b|\b(?:always|"
    r"never) \w+ [^.?]{2,60}, not\b|"
    r"^only [^?]{4,120} (?:if|when|unless)\b"
    r"|\b(?:is|are) never\b[^.?]{2,60}?\bonly\b|\bmeans the\b",
    re.IGNORECASE,
)
_TASK = re.compile(r"\bshould(?:n'?t)?\b|\bthere (?:is|are) no\b|\bno longer\b|\bwill\b", re.IGNORECASE)
_GROUND = re.compile(r"\b(?:in (?:our|the|this)|means|stands for|refers to|never)\b", re.IGNORECASE)
_PRONOUN = re.compile(
    r"(?:it|this|that|these|those|they|he|she|i|you|there's|it's|that's)\b(?!\s\w+ (?:table|column|"
    r"field))",
    re.IGNORECASE,
)
_FOR_NOW = re.compile(
    r"\b(?:yet|for now|today|first|i|me|my|right now|at the moment|this time|anything|"
    r"else)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(  # ", the unit of work commits": a clause of its own behind an order
    r", (?!(?:use|not|just|but|and|or|mock|stub|patch|call|put|instead|please|add|then|if|when|so|run|"
    r"look|see|"
    r"check|make|let|pass|return|go|never|always|do|don't)\b)"
    r"(?:we (?!want|need|will|can|should|have to)\w+\b|(?:the |it |that |they |our |[`\w.]+ )(?:\w+ "
    r"){0,3}?(?:is|are|was|does|do|has|have|"
    r"\w{3,}s)\b(?![._/(`]))"
)
_BEFORE = re.compile(  # "phase ids are generated, query them": what is so stands before the order
    r"(?:.*: )?(?!(?:it|this|that|these|those|you|they|he|she|there)\b)[\w`. ]{3,50}? (?:is|are) "
    r"[^,.]{4,60}, "
    r"(?:so |please )?[a-z]+\b",
    re.IGNORECASE,
)
_ENVIRONMENT = re.compile(  # what a condition is about that outlasts the work at hand
    r"\b(?:version|python|windows|mac(?:os)?|linux|posix|postgres\w*|sqlite|mysql|prod(?:uction)?|"
    r"staging|ci|docker|"
    r"kubernetes|node|browser|safari|ios|android|offline|lambda)\b|>=|<=|\bnewer\b|\bolder\b",
    re.IGNORECASE,
)
_RULE_BEHIND = re.compile(  # "make sure that ... since shell commands require an explicit yes"
    r"\b(?:since|because) (?!(?:i|we|you|it|this|that|they|he|she|there)\b)([^.?\n]{4,100}? "
    r"(?:requires?|must|"
    r"never|always|may not|(?:is|are) (?:never|not allowed|only)|needs? (?:an?|explicit)|only)\b"
    r"(?! (?:it|this|that|them)\b)[^?\n]{8,160})",
    re.IGNORECASE,
)
_TO_AGENT = re.compile(  # how the agent shall behave or call things, not how the code shall be
    r"\b(?:never mind|not sure|by the way|maybe|i think|"
    r"me|emojis?|explain\w*|explanations?|apologi[sz]\w+|your (?:answer|response|repl\w+|"
    r"output))\b|^(?:please )?call it\b"
    r"|^rename\b",
    re.IGNORECASE,
)
_LOOKS = re.compile(  # how a product or a text should look
    r"\b(?:shown?|display\w*|visible|hidden|render\w*|align\w*|buttons?|logo|pages?|titles?|labels?|"
    r"colou?rs?|fonts?|icons?|"
    r"readme|docs|wording|mention\w*)\b|\.md\b|\w(?:Error|Exception)\b:?|^here (?:is|are)\b",
    re.IGNORECASE,
)
_WRONG = words(
    r"(?:does(?:n't| not)|won't|can(?:'t|not)) work,? (?:because|since)",
    r"you (?:edited|changed|removed|deleted|added|used|wrote|put) [^?!\n]{2,60}(?:again|by hand)",
    r"that(?:'s| is) (?:wrong|not (?:right|correct|what|how)|incorrect)",
    r"you (?:should(?:n't| not| have)|forgot|missed|broke)",
)
UNSURE = words(
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
PLANS = words(
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
_COMMON = frozenset(
    ("the", "use", "add", "this", "that", "those", "these", "for", "with", "and", "make", "any")
)
_NOT_SAID = re.compile(  # what stands in a user's turn without a person having said it
    r"\s*(?:<|\[Request interrupted|Caveat:|This session is being continued|Base directory for this skill"
    r"|\[Image)"
)
_ONCE = 0.6  # of an order without a reason: below all that says why
_LONGEST_WORD = 1500  # characters; a longer turn is a plan or a pasted log, not a correction


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that says something, the whole of what belongs to it, and why it was taken."""

    sentence: str
    whole: str
    kind: Kind
    score: float
    reasons: tuple[str, ...]
    is_single: bool = False  # an order about what was just done, without a reason: it may never come again
    is_lasting: bool = False  # a person says it of the code as such, not only of what was just done


def sentences(text: str) -> list[str]:
    """The sentences of a message; code blocks, quotes, tables and list marks are dropped."""
    text = re.sub(r"^[ \t]*```.*?(?:^[ \t]*```|\Z)", "\n", text, flags=re.DOTALL | re.MULTILINE)
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
    scored = [_score_correction(one, after, done) for one, after in zip_longest(told, told[1:], fillvalue="")]
    found = [_rule_behind(one) or said for one, said in zip(told, scored, strict=True)]
    return max((said for said in found if said is not None), key=lambda said: said.score, default=None)


def _rule_behind(sentence: str) -> Said | None:
    """The rule by which an order gives its reason; it outlasts the order."""
    found = _RULE_BEHIND.search(sentence)
    if found is None or _INSTEAD.search(sentence[: found.start()]) or _FORBIDS.match(sentence):
        return None
    if sentence.endswith("?") or UNSURE.search(found[1]) or not _COMMANDS.match(sentence):
        return None
    rule = found[1].strip().rstrip(".")
    return Said(rule, sentence, "domain", 0.7, ("the reason of an order is a rule",), is_lasting=True)


def _score_correction(sentence: str, after: str, done: str) -> Said | None:
    core = _NO.sub("", sentence, count=1) if _NO.match(sentence) else sentence
    refuses = core != sentence or bool(_WRONG.search(sentence))
    forbids, commands = bool(_FORBIDS.match(core)), bool(_COMMANDS.match(core))
    general = _is_general(core, forbids or commands or refuses)
    states = _states(core)
    if (
        core.endswith("?")
        or _TO_AGENT.search(core)
        or _ASKS.match(core)
        or len(core.split()) < 3
        or not (refuses or forbids or commands or general or states)
    ):
        return None
    in_two = _goes_on(core, after, forbids=forbids, refuses=refuses, states=bool(states))
    reasoned = bool(REASON.search(core) or (in_two and REASON.search(after)))
    told_why = _CLAUSE.search(core) or (refuses and _BEFORE.match(core))
    explained = not reasoned and bool(forbids or _CONTRAST.search(core)) and bool(told_why)
    accused = _WRONG.search(core)
    other = _CONTRAST.search(core, accused.end() if accused else 0) if commands or refuses else None
    plain = bool(_SHAPES.match(core)) and not (refuses or reasoned or CODE.search(core))
    contrast = in_two or (other is not None and not plain) or (forbids and bool(_OTHER_WAY.match(core)))
    grounded = reasoned or explained or general or bool(states)
    wrong = core[other.end() :] if other else _FORBIDS.sub("", core, count=1) if forbids else ""
    weighed = (
        (refuses, 0.2, "a person refuses what was done"),
        (general, 0.4, "it is said for always"),
        (bool(states) and not general, states, "a person says how things are"),
        (contrast and (refuses or not states), 0.25, "it names what to do instead"),
        (reasoned or explained, 0.2, "it gives its reason"),
        ((reasoned or explained) and bool(CODE.search(core)) and not contrast, 0.1, "it names the code"),
        (
            forbids and (reasoned or explained) and not contrast and not _FOR_NOW.search(core),
            0.25,
            "it says why not",
        ),
        (contrast and _was_done(wrong, done), 0.15, "what it names as wrong was just done"),
    )
    whole = f"{core.rstrip('. ')}; {after}" if in_two else core
    both = contrast and not states and len(set(CODE.findall(f"{core} {after}" if in_two else core))) > 1
    score = 0.25 + 0.1 * both + sum(weight for holds, weight, _reason in weighed if holds)
    score += (0.05 if CODE.search(whole) else -0.05) - (0.05 if DEIXIS.search(core) else 0)
    reasons = tuple(reason for holds, _weight, reason in weighed if holds)
    reasons += ("it names the wrong and the right",) * both
    whole = re.sub(r"^(?:and|but|so|please)\s+", "", whole, flags=re.IGNORECASE)
    lasting = bool(states) or (contrast and forbids) or both
    if not grounded:
        told_off = (refuses or forbids) and contrast and _was_done(wrong, done) and not DEIXIS.search(core)
        score = min(score, _ONCE if told_off else _ONCE - 0.15)
    kind: Kind = "gotcha" if refuses else "domain" if states and not commands else "pattern"
    return Said(whole, whole, kind, round(min(score, 1.0), 2), reasons, not grounded, lasting)


def _goes_on(core: str, after: str, *, forbids: bool, refuses: bool, states: bool) -> bool:
    """Whether the sentence `after` says what to do instead, or why."""
    if not after or after.endswith("?"):
        return False
    orders = bool(_COMMANDS.match(after) or _FORBIDS.match(after))
    told_off = forbids or bool(_WRONG.search(core))
    points = bool(_OTHER_WAY.match(after) or (CODE.search(after) and not DEIXIS.match(after)))
    return (
        ((forbids or states) and orders)
        or (bool(_WRONG.search(core)) and points)
        or (told_off and refuses and bool(REASON.search(after)))
    )


def _is_general(core: str, ordered: bool) -> bool:
    """Whether an order is meant for more than the work at hand: it begins with the word, or `we` do so."""
    found = _GENERAL.search(core)
    if found is not None and found.start() < 4 and _HERE.match(found[0]) and _BINDS.search(core):
        return True
    return (
        found is not None
        and found.start() < 40
        and not _OF_THE_PRODUCT.match(core)
        and (ordered or bool(re.search(r"\bwe\b", core, re.IGNORECASE)))
    )


def _states(core: str) -> float:
    """What it weighs that a person tells how things are with the code or the data; 0 where nobody does.

    What should be so, or is not there yet, is a task in other words.
    """
    found = _STATES.search(core)
    if (
        not found
        or _LOOKS.search(core)
        or _PRONOUN.match(core)
        or re.match(r"(?:if|when)\b", core, re.IGNORECASE)
    ):
        return 0
    if not (CODE.search(core) or _GROUND.search(core)):
        return 0
    shape = found[0].casefold()
    if shape.startswith("only"):
        return 0.4 if _ENVIRONMENT.search(core) else 0
    if _TASK.search(core):  # what should be so is not so yet: once it is, the code says so
        return 0.35 if REASON.search(core) else 0
    if shape.startswith("must") and not (REASON.search(core) or re.search(r", (?:not|never) ", core)):
        return 0
    return 0.4


def _was_done(wrong: str, done: str) -> bool:
    """Whether one of the next words of `wrong` that could name a thing stands in `done`."""
    named = [word for word in re.findall(r"[\w.-]{3,}", wrong)[:5] if word.casefold() not in _COMMON]
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", done, re.IGNORECASE) for word in named[:3])
