"""Sentences in which an agent says why something went wrong."""

import re
from collections.abc import Iterable

from hardwon.lessons.extraction.phrases import CODE, PLANS, UNSURE, Said, sentences, words

_TROUBLE = r"(?:problem|issue|bug|error|failures?|crash|conflict|mismatch|discrepancy|trouble|deadlock|hang)"
_CAUSE = words(
    "turns out",
    r"root cause(?: (?:is|was)\b|(?=:))",
    rf"the (?:real|actual|underlying|true) (?:{_TROUBLE}|cause|culprit|reason)",
    rf"the (?:{_TROUBLE}|culprit|cause) (?:here )?was",
    rf"the (?:{_TROUBLE}|culprit|cause|reason)(?: here)? is that",
    r"(?:fails|failed|failing|broke|breaks|crashed|crashes|hangs|hung|flaky|happens|happened|occurs) because",
    rf"{_TROUBLE} (?:\w+ ){{0,2}}?(?:occurs|occurred|arises|arose|happens|happened|occurring|came) "
    r"(?:because|when|from|as)",
    "(?:this|that) (?:happens|happened|was|occurs|occurred) because",
    "(?:was|were|is|are) caused by",
    "the key (?:insight|learning)",
    "the culprit is",
    rf"(?:{_TROUBLE}|test|tests|tooltips?|\w+ing) (?:\w+ ){{0,4}}?(?:is|was|are|were) due to",
    "(?:was|were) due to",
    rf"(?:{_TROUBLE}|flakiness|slowness|delay|leak) (?:came|comes|stemmed|stems) from",
    r"the reason (?:\w+ ){0,5}?(?:is|was) that",
    r"^the \w+ (?:came|comes|stemmed|stems) from",
    r"what happened\b(?=:)",
    "(?:which|that) (?:is|was) why",
    "that(?:'s| is) why",
    "(?:shadow|clobber|swallow)(?:s|ed)\\b",
)
_EXPLAINS = words(
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
_STRONG = words(
    "because",
    r"(?<=, )so",
    r"(?<=: )\S+ is called",
    "does(?:n't| not)",
    "can(?:'t|not)",
    "never",
    "silently",
    "before the",
    "without",
)
# What agents say of themselves and of their edits' bookkeeping: no cause of anything in the code.
_CHATTER = re.compile(
    r"\b(?:SEARCH(?:/REPLACE)?|REPLACE block|apologi[sz]e|you'?re right|my (?:mistake|previous|last|earlier)|"
    r"the file content|exact(?:ly)? match|tool call|old_string|you(?:'ll| will| can| need| should|r)\b|"
    r"indentation|unused (?:import|variable)|typos?\b|at line \d+|missing (?:comma|quote|bracket)|"
    r"this (?:change|modification|test|approach|update|ensures))",
    re.IGNORECASE,
)
_OWN = re.compile(  # what the agent did, may do, or praises: true today, and of no use tomorrow
    r"\bI(?:'ll| will|'ve| have| had| don'?t| didn'?t| can'?t| cannot| wrote| forgot| made| put| added|"
    r" missed| used)\b"
    r"|\byou (?:asked|prefer)\b|\bleftovers?\b|\bsandbox\b|\bthis environment\b"
    r"|\bnode_modules\b|\btakes? effect\b"
    r"|\balready (?:has|have|done|there)\b"
    r"|\b(?:is|are) now (?:fixed|resolved|gone|done)\b|\bnothing is left\b|\blet me\b|\blet's\b|"
    r"\btask description\b|\binstructions\b|\bthere (?:is|are) (?:only )?(?:\d+|one|two|no)\b|"
    r"\bmissing imports?\b|\bmake no difference\b",
    re.IGNORECASE,
)
_PRAISE = re.compile(  # a virtue that any choice claims
    r"\b(?:(?:is|are|'s|be) (?:much |also |far )?(?:simpler|easier|cleaner|better|shorter|nicer|safer|"
    r"more \w+)|easy to \w+|"
    r"best practices?|overkill|are fast|fast enough|more than enough|good practice|simple and)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?:the|this|that) (?:\w+ ){0,3}?(?:is|was|are|were) (?:caused by|due to) (?:a|an|the|some|"
    r"incorrect) \w+[.:]?$",
    re.IGNORECASE,
)
# What the error itself has said: without its cure it saves nobody anything.
_TRACEBACK = re.compile(
    r"\b(?:is|are|was|were|being|be|to|of|returns?|returned|'s) (?:still |also )?(?:`?None`?|`?null`?|"
    r"undefined|nil|"
    r"empty|unbound)(?!\w)|"
    r"\b(?:is|are|was|were)(?: not|n't) (?:defined|imported|passed|set|initiali[sz]ed|found|included|"
    r"provided|"
    r"called|installed|mocked)\b"
    r"|\b(?:has no \S+ (?:attribute|method|property)|has no (?:attribute|method|property|member|field|"
    r"key)|ha(?:s|ve)(?: not|n't)|does(?: not|n't) (?:have|exist|accept|take|support))\b"
    r"|\b(?:is|are|was|were) missing\b|\bmissing (?:the|a|an|import|argument|attribute|method)\b"
    r"|\b(?:takes|expects|expected|expecting|requires|returns|receives)\b.{1,60}\b(?:but|instead of|"
    r"while|whereas)\b"
    r"|\b(?:a|an) \w+ (?:is|was) expected\b|\bexpects it to\b"
    r"|\bbefore (?:assignment|it(?:'s| is) (?:defined|assigned))|\bout of range\b|\bnot set(?:ting)? up\b"
    r"|`?NoneType\b|\bis an? \w+,? (?:and )?not an? |\b(?:not|n't) (?:exported|declared|registered|"
    r"recogni[sz]ed)\b"
    r"|\bused before\b|\bno (?:method|attribute|module|function|argument)\b|\bunexpected (?:keyword|"
    r"argument)",
    re.IGNORECASE,
)
_HOW = re.compile(
    r",? so\b|\bwhich\b|\bby default\b|\bnever\b|\balways\b|\bonly\b|\bwhile\b|\bbetween\b|\bbefore\b|"
    r"\bafter\b|"
    r"\bonce\b|\bwhen(?:ever)?\b|\beach\b|\bevery\b|\bkeeps?\b|\binherit\w*|\bshar(?:e|es|ed)\b|\bas "
    r"soon as\b|\buntil\b|"
    r"\bfollows?\b|\balready\b|\btoo \w+|\bin (?:production|tests?|ci)\b|\bon (?:macos|windows|linux)\b|"
    r"\bitself\b|"
    r"\bwhereas\b|\bwithout\b|\bas a default\b|\bat (?:build|import|run) ?time\b|\b(?:include|differ)s?\b",
    re.IGNORECASE,
)
_CURE = re.compile(
    r"\b(?:ha[sd] to|have to|needs? to|needed|must|should (?:be|use|call|come)|so that|"
    r"I (?:now )?(?:set|use|compare|hold|sort|call|give|made)|by (?:setting|using|calling|giving|"
    r"passing|sorting)|"
    r"solves?|solved|(?:is|was|are|were) (?:fixed|solved|mended) by|cures?|the (?:fix|cure|remedy) "
    r"(?:is|was))\b",
    re.IGNORECASE,
)
_LONGEST = 600  # characters of a sentence; a longer one is a paste


def cause(text: str) -> Said | None:
    """The sentence that names the cause of a trouble; None where it only supposes one."""
    told = sentences(text)
    for index, sentence in enumerate(told):
        # What follows from it may be told as what could happen; the cause itself may not.
        if not _CAUSE.search(sentence) or not is_plain_statement(
            re.split(r",? so ", sentence, maxsplit=1)[0]
        ):
            continue
        if not 7 <= len(sentence.split()) <= 70 or sentence.endswith(":") or _VAGUE.search(sentence):
            continue
        if speaks_of_itself(sentence):
            continue
        if not CODE.search(sentence) and re.match(r"(?:this|that|it)\b", sentence, re.IGNORECASE):
            continue
        named = bool(CODE.search(sentence))
        after = told[index + 1] if index + 1 < len(told) and _goes_on(told[index + 1]) else ""
        before = told[index - 1] if index and _is_why(sentence) else ""
        if _is_why(sentence) and not before:
            continue
        reasons = ("it names the cause", *(("it names the code",) if named else ()))
        whole = " ".join(filter(None, (before, sentence, after)))
        return Said(before if _is_why(sentence) else sentence, whole, "fix", 0.6 + 0.1 * named, reasons)
    return None


def lacks_cure(said: Said) -> bool:
    """Whether it only puts the error into other words: what was done about it, and why there, is missing."""
    told = re.split(r",? so ", said.sentence, maxsplit=1)[0]
    return bool(_TRACEBACK.search(told)) and not _CURE.search(said.whole)


def tells_how(said: Said) -> bool:
    """Whether it says how the trouble comes about, or what is to be done, so that it can be known again."""
    return bool(_HOW.search(said.whole) or _CURE.search(said.whole))


def explanation(text: str, error: str) -> Said | None:
    """The sentence of an agent's message that explains a failed check: why, or what is wanted.

    The surest shares a name with the check's output, `error`; without it, a reason and code are needed.
    """
    seen = _names([error])
    found: Said | None = None
    for sentence in sentences(text):
        if not 6 <= len(sentence.split()) <= 60 or not is_plain_statement(sentence) or PLANS.match(sentence):
            continue
        whole = sentence.rstrip(":")
        shared = _names(re.findall(r"`[^`\n]+`", sentence)) & seen
        if shared and _EXPLAINS.search(sentence):
            return Said(whole, whole, "fix", 0.75, ("it explains the error",))
        if (
            found is None
            and _STRONG.search(sentence)
            and CODE.search(sentence)
            and not sentence.endswith(":")
        ):
            found = Said(whole, whole, "fix", 0.68, ("it says why the command failed",))
    return found


def is_plain_statement(sentence: str) -> bool:
    """Whether an agent states something, and neither guesses, nor asks, nor speaks of its own doings."""
    return (
        len(sentence) <= _LONGEST
        and not sentence.endswith("?")
        and not UNSURE.search(sentence)
        and not _CHATTER.search(sentence)
    )


def speaks_of_itself(sentence: str) -> bool:
    """Whether an agent tells of its own doings, or praises a choice for what any choice is praised for."""
    return bool(_OWN.search(sentence) or _PRAISE.search(sentence))


def _goes_on(sentence: str) -> bool:
    return not PLANS.match(sentence) and is_plain_statement(sentence) and not sentence.endswith(":")


def _is_why(sentence: str) -> bool:
    return bool(re.match(r"(?:which|that)(?:'s| is| was) why\b", sentence, re.IGNORECASE))


def _names(texts: Iterable[str]) -> set[str]:
    return {word.casefold() for text in texts for word in re.findall(r"[A-Za-z_]\w{3,}", text)}
