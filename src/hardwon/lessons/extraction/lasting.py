"""Rules that a person lays down for good, told apart from what is to be done now.

A task speaks of one thing of this turn; a rule speaks of all of a kind, of the code base as it is, or gives
a reason that outlasts the edit. The reason may stand in the next sentence.
"""

import re

from hardwon.lessons.extraction.phrases import CODE, REASON, UNSURE, Said, sentences, words
from hardwon.lessons.pages.lesson import Kind

_OPENING = re.compile(
    r"(?:(?:and|but|so|oh|ok|okay|no|hey|hi|also|please|pls|btw|fyi|by the way|important|careful|"
    r"attention|"
    r"caution|warning|beware|reminder|remember|note|psa|heads[- ]?up|just so you know|for the record|"
    r"for context|keep in mind|be aware|as a rule|rule of thumb|before you (?:start|go on|continue))"
    r"(?:\s*[,:.!;–—-]+\s*| that (?=\w)| (?=please\b|note\b|always\b|never\b|don'?t\b))"
    r"|(?:please|pls|remember|note|also|and) (?=\S)"
    r"|(?:heads[- ]?up|careful|note|one|a|another|quick|small|house|the|general|important|last)\b"
    r"(?: (?!never\b|always\b|we\b)[\w-]+){0,6}: ?)",
    re.IGNORECASE,
)
_OPENINGS = 4  # at most so many of them stand before the rule
_VERB = (
    r"(?!(?:the|an?|on|in|at|mind|again|worry|bother|forget|stop|seen|had|got|been|asked|tell|ask|show|display|render|hide|"
    r"align)\b)[a-z]+"
)
_LASTING = re.compile(
    # "never allocate in the interrupt", "always close the scene before"
    rf"^(?:in [^,]{{3,40}},? |for [^,]{{3,40}}[,:] )?(?:always|never|(?:do not|"
    rf"don'?t) ever) (?:ever |again )?{_VERB} \w"
    r"|^we (?:always|never|only)(?: ever)? (?!got|get|see|saw|had|have (?:a|the|this)|hit|end|"
    r"run into|did|finished|tested|\w+ed\b)\w+"
    r"|^we (?:do not|don'?t) (?!have|need|want|know|see|care|get|think|like|mind|support|understand|"
    r"\w+ yet)\w+ \w+ .*?\b(?:in|across|from|here|by|on|into|without|over|through|inside|outside)\b"
    r"|^(?:do not|don'?t|no) .{8,120}, ever$|^(?:do not|don'?t) ever\b"
    r"|^from now on\b|\bby convention\b|\bno exceptions?\b"
    r"|^(?:as a rule,? )?we (?:keep|pin|store|prefer|write|seed|put|log|name|use) .{3,80}\b(?:here|"
    r"in this|in our|not in|out of|never|from|by)\b"
    r"|\b(?:is|are) (?:the|our) (?:single |only |one )?source of truth\b"
    r"|\b(?:is|are|has|have) (?:always )?(?:kept|stored|written|in|logged|counted|"
    r"given) [^.]{2,60}, (?:never|not) (?:in|as|by|what|with)\b"
    r"|\b(?:is|are) always (?:kept|stored|in)\b"
    r"|\b(?:is|are) [^,.]{3,60} in (?:this|our) (?:code ?base|repo|repository|project|company)\b"
    r"|\b(?:is|are) (?:append-only|read-only|immutable|generated)\b.*\bnever\b"
    # a generic plural or "every": not one thing of this turn
    r"|^(?:every|each|all) (?!time\b|test|of\b)[^,.:]{3,70} (?:must|ha(?:s|ve) to|needs? to|gets?|"
    r"goes|go|"
    r"may only|stays?) (?!be (?:fixed|green|blue|red)|a download)\w"
    r"|^(?:nothing|nobody|no [\w ]{3,40}?|only (?:the )?[\w `]{3,40}?) (?:[\w/`. ]{0,40} )?(?:may|"
    r"must|is allowed to|are allowed to) \w"
    r"|^(?:whenever|every time|each time) (?!i\b)[^,]{4,90}, (?:please |also |always |you (?:must|"
    r"have to|need to) )?"
    r"(?:run|use|add|update|regenerate|rebuild|bump|change|check|commit|call|write|clear|restart|keep)\b",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"(?:['\"“`][\w ./-]{2,40}['\"”`]|^(?:a|an|the)? ?[\w-]{2,30}) (?:means|stands for|refers to|"
    r"is short for) (?!the same|nothing|that|i\b|we\b|you\b)\w+",
    re.IGNORECASE,
)
_SCOPED = re.compile(
    r"\bin (?:this|our) (?:code ?base|repo(?:sitory)?|project|company|team)\b|\bhere\b|\bhouse\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"^(?:(?:do not|don'?t|never|avoid|stop)\b|(?:always )?(?:use|keep|call|run|prefer|put|compare|"
    r"close|pass|filter|write|store|read|set|wrap) )",
    re.IGNORECASE,
)
_FORBIDS = re.compile(r"^(?:do not|don'?t|never|avoid)\b", re.IGNORECASE)
_HARM = re.compile(  # what a reason tells: what happened, or happens, to who does otherwise
    r"\b(?:los[et]s?|lost|drop(?:s|ped)?|br(?:eak|oke|icked)s?|fail(?:s|ed)?|crash\w*|corrupt\w*|kills?|killed|miscompile\w*|never|everybody|everyone|"
    r"delet\w+|overwrit\w+|"
    r"di(?:e|es|ed)|hangs?|hung|leak\w*|billed|costs?|wrong|twice|dead-?locks?|block(?:s|ed)?|"
    r"stall\w*|incident|"
    r"outage|a week|hours|nights?|bitten|burn(?:t|ed)|customers?|refuse[sd]?|reject(?:s|ed)?|"
    r"silently|nobody|otherwise|"
    r"throw(?:n)? away|had to|audit|legal|last (?:year|month|time|week)|in the field|once (?:shared|"
    r"had|did)|has no|have no|"
    r"moves?|keeps?|reads?|is built|are built|gets?|kilobytes|multipl(?:y|ies)|shift(?:s|ed)?|"
    r"with another|half of|"
    r"race[sd]?|starve[sd]?|duplicate[sd]?|expires?|throttle[sd]?|shared?|only one|one \w+ (?:per|"
    r"an?) \w+|died|paged)\b",
    re.IGNORECASE,
)
_NO_REASON = re.compile(  # the next sentence speaks of the person, of today, or of taste
    r"\b(?:i|i'll|i'm|i've|my|me|tomorrow|later|yet|for now|today|busy|a spike|is old|likes?|ugly|looks?|"
    r"getting long|deadline|put it back|just|still)\b",
    re.IGNORECASE,
)
_TASK = re.compile(  # what is said of now, of how the agent behaves, or how a product looks
    r"\b(?:yet|for now|today|right now|at the moment|this time|anything else|this one|that one|any idea|"
    r"anymore|any more|forget it|my|me|i|i'm|i've|answer|reply|respond|explain|sentences|emojis?|"
    r"let's|work on|not sure|by the way|please (?:add|check|fix|rename|remove)|(?:add|rename|remove|"
    r"delete) (?:it|this|that|the)\b|"
    r"buttons?|icons?|logo|fonts?|colou?rs?|title|at the (?:top|bottom)|header|"
    r"blurry|blank|green|failing|slow|broken|empty|red again)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"^(?:it|this|that|these|those|they|he|she|i|you|there)(?:'s)?\b", re.IGNORECASE)
_OBJECT = re.compile(
    r"^(?:do not|don'?t|never|avoid|always|use|keep|run|call|put) (?:\w+ )?(?:it|this|that|those|"
    r"these|them)\b",
    re.IGNORECASE,
)
_MOST_SENTENCES = 6
_REASONED, _BARE = 0.68, 0.62  # below what a person corrects with both, the wrong and the right
_ALLOWED = words("may be", start=r"^(?:nothing|nobody|only|no)\b.{2,60}?\b")  # no doubt, but a denial
_NEEDS = re.compile(
    r"^(?:every|each|all) (?!time\b|test|of\b)[^,.:]{3,60} needs? \w"
    r"|^[\w`./ -]{3,60} must (?:always|never|only|not)\b",
    re.IGNORECASE,
)


def lasting_rule(text: str) -> Said | None:
    """The rule that a person's message lays down for good, with its reason where the next sentence has it."""
    told = sentences(re.sub(r"^\s*/\w+\s+", "", text))[: _MOST_SENTENCES + 1]
    found: list[Said] = []
    for index, sentence in enumerate(told[:_MOST_SENTENCES]):
        rule = _without_opening(sentence)
        after = told[index + 1] if index + 1 < len(told) else ""
        if not rule and after:  # "Important." alone
            continue
        said = _weigh(rule, after)
        if said is not None:
            found.append(said)
    return max(found, key=lambda said: said.score, default=None)


def _without_opening(sentence: str) -> str:
    for _ in range(_OPENINGS):
        opening = _OPENING.match(sentence)
        if opening is None:
            break
        sentence = sentence[opening.end() :]
    return sentence.strip().rstrip(".! ")


def _weigh(rule: str, after: str) -> Said | None:
    count = len(rule.split())
    if (
        not 5 - bool(CODE.search(rule)) <= count <= 45
        or rule.endswith(("?", ":"))
        or (after.endswith("?") and not _LASTING.search(rule))
    ):
        return None
    if (
        _TASK.search(rule)
        or UNSURE.search(_ALLOWED.sub("", rule))
        or _POINTS.match(rule)
        or _OBJECT.match(rule)
    ):
        return None
    why = _is_reason(after)
    own = bool(REASON.search(rule))
    lasting = bool(_LASTING.search(rule)) or bool(
        _MEANS.search(rule) and (_SCOPED.search(rule) or ", not " in rule)
    )
    forbidden = _FORBIDS.match(rule) is not None
    ordered = bool((_NEEDS.match(rule) and why) or (_ORDER.match(rule) and (why or (own and forbidden))))
    if not (lasting or ordered):
        return None
    if not lasting and not (
        _NEEDS.match(rule) or CODE.search(rule) or _FORBIDS.match(rule) or _SCOPED.search(rule)
    ):
        return None
    reasons = ["a person lays it down for good" if lasting else "a person says what to do, and why"]
    if why or own:
        reasons.append("it gives its reason")
    score = (_REASONED if why or own else _BARE) + 0.02 * bool(CODE.search(rule))
    whole = f"{rule}. {after}" if why else rule
    stands = why or own or not (_ORDER.match(rule) or rule.casefold().startswith("always "))
    meaning: Kind = "domain" if _MEANS.search(rule) or "source of truth" in rule.casefold() else "pattern"
    return Said(rule, whole, meaning, round(score, 2), tuple(reasons), is_lasting=stands)


def _is_reason(after: str) -> bool:
    """Whether a sentence tells why, and not what else is to be done."""
    if not after or after.endswith("?") or len(after.split()) < 4 or _NO_REASON.search(after):
        return False
    return bool(_HARM.search(after) or REASON.search(after)) and not _ORDER.match(after)
