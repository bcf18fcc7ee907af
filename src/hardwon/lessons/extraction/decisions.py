"""Sentences in which an agent says what was decided and why, or what is so on purpose."""

import re

from hardwon.lessons.extraction.causes import is_plain_statement, speaks_of_itself
from hardwon.lessons.extraction.markdown import Heading, Item, Prose, plain, read_blocks
from hardwon.lessons.extraction.phrases import CODE, REASON, Said, sentences, words

_DECISION = words(
    "decided (?:to|on|against)",
    "chose",
    "opted (?:for|to)",
    "went with",
    "going with",
    "settled on",
    "(?:stick|sticking|stuck) (?:with|to)",
    "(?:i|we) kept",
    "(?:i|we)(?:'ll| will| are going to|'re going to)? keep",
    "we(?:'ll| will) (?:use|go with)",
    "(?:i|we)(?:'ll| will) (?:use|go with) .{3,80}? (?:rather than|instead of|over|not)",
)
_RATIONALE = words("because", "since", "so that", "as otherwise", "otherwise")
_OTHER = words("rather than", "instead of", "over", "not", "against", "no longer")
# A name or a colour is chosen without teaching anybody anything.
_TRIVIAL = re.compile(
    r"\b(?:this|the|that|these) (?:name|approach|title|colou?r|wording|order|option|version|one)\b",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"\b(?:by design|on purpose|(?:is|are|was|were) (?:intentional(?:ly)?|deliberate(?:ly)?))\b",
    re.IGNORECASE,
)
_CAVEAT = re.compile(
    r"(?:note that|keep in mind|be aware|careful|important|gotcha|caveat|watch out|heads[- ]up)\b[:,]?\s",
    re.IGNORECASE,
)
_LIMITS = words(
    "whereas",
    "only",
    "never",
    "must(?: not)?",
    "because",
    "otherwise",
    "does(?:n't| not)",
    "can(?:'t|not)",
    "silently",
    "also",
)
_HERE = re.compile(
    r"\bin (?:this|our) (?:codebase|code base|repo(?:sitory)?|project)\b|\bthe (?:convention|"
    r"established pattern)\b"
    r"|\bmeans\b[^.]{3,60}\bhere\b|\bhere\b[^.]{3,60}\bmeans\b",
    re.IGNORECASE,
)
_IF_ONE_DID = re.compile(
    r"\bif (?:i|we|you|one) (?:re)?(?:use|call|add|do|did|put|move|remove)\w*\b", re.IGNORECASE
)

_HARM = re.compile(
    r"\bwould (?:\w+ ){0,3}?(?:replace|lose|break|fail|delete|drop|overwrite|block|deadlock|skip|leak|"
    r"raise|crash|miss|hang|"
    r"wipe|try|clear|corrupt|double|hide|shadow|ignore|stop)\b",
    re.IGNORECASE,
)


def decision(text: str) -> Said | None:
    """The sentence in which something was decided with its reason; None without a reason."""
    for sentence in sentences(text):
        decided, reason = _DECISION.search(sentence), _RATIONALE.search(sentence)
        other = _OTHER.search(sentence)
        if not decided or reason is None or reason.start() < decided.start():
            continue
        # Behind the reason's word "would" tells what is avoided; before it, it guesses.
        if not 9 <= len(sentence.split()) <= 70 or not is_plain_statement(sentence[: reason.start()]):
            continue
        if speaks_of_itself(sentence[decided.end() :]):
            continue
        code = bool(CODE.search(sentence))
        if _TRIVIAL.search(sentence) or not (code or other):
            continue
        weighed = ((code, "it names the code"), (bool(other), "it names what was decided against"))
        reasons = ("a decision with its reason", *(why for holds, why in weighed if holds))
        return Said(sentence, sentence, "decision", 0.65 + 0.05 * code + 0.05 * bool(other), reasons)
    return None


_UNDER = re.compile(
    r"\W*(?:\d+[.)]\s*)?(?:(?:key|main|important|core|the|our)\s+)?(?:(?:design|architect\w+|technical|"
    r"implementation|api)\s+)?(?:decisions?(?: made| taken)?|choices|trade-?offs|rationale)\b.{0,30}",
    re.IGNORECASE,
)
_AGAINST = words("rather than", "instead of", "not", "over", "against", "no")
_BEHIND = re.compile(r"(?:\*\*|`|\w|\))(?::| [—–-]) ?\S+ \S+ \S+|, so \w+|\bso that\b")
_MOST_DECISIONS = 5  # of one plan


def decisions_of_plan(text: str) -> list[Said]:
    """The decisions with their reason under a heading that says so; a plan lists them without saying "
    ""we chose"."""
    found: list[Said] = []
    if "#" not in text or ("ecision" not in text.casefold() and "rationale" not in text.casefold()):
        return found
    under, plan = False, ""
    for block in read_blocks(text):
        if isinstance(block, Heading):
            plan = plan or (plain(block.text) if block.level == 1 else "")
            under = _UNDER.fullmatch(plain(block.text)) is not None
        elif under and isinstance(block, Item | Prose):
            line = " ".join(plain(block.text).split())
            against, reason = bool(_AGAINST.search(line)), REASON.search(line)
            code = bool(CODE.search(line))
            why = (bool(reason) and (code or against)) or (against and code and bool(_BEHIND.search(line)))
            if why and 8 <= len(line.split()) <= 60 and not speaks_of_itself(line) and not line.endswith("?"):
                score = 0.65 + 0.05 * bool(reason) + 0.05 * against
                in_plan = ("a decision with its reason, in a plan",)
                reasons = (*in_plan, "it names what was decided against") if against else in_plan
                whole = f"{line}\n\nFrom the plan: {plan}" if plan else line
                found.append(Said(line, whole, "decision", score, reasons))
    return found[:_MOST_DECISIONS]


def fact(text: str) -> Said | None:
    """The sentence that tells something of the code that nobody would guess: on purpose, or a trap."""
    told = sentences(text)
    for index, sentence in enumerate(told):
        if not 9 <= len(sentence.split()) <= 60 or not CODE.search(sentence) or sentence.endswith(("?", ":")):
            continue
        if _IF_ONE_DID.search(sentence) and _HARM.search(sentence) and " you " not in sentence:
            return Said(
                sentence, sentence, "gotcha", 0.7, ("it says what would go wrong", "it names the code")
            )
        if not is_plain_statement(sentence) or speaks_of_itself(sentence):
            continue
        purpose = _PURPOSE.search(sentence)
        if purpose and CODE.search(sentence[: purpose.start()]):
            after = told[index + 1] if index + 1 < len(told) and is_plain_statement(told[index + 1]) else ""
            reasons = ("it says what is so on purpose", "it names the code")
            return Said(sentence, f"{sentence} {after}".strip(), "domain", 0.65, reasons)
        if (_CAVEAT.match(sentence) or _HERE.search(sentence)) and _LIMITS.search(sentence):
            return Said(sentence, sentence, "domain", 0.65, ("it warns of a trap", "it names the code"))
    return None
