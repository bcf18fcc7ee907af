"""A commit's message as its statements: what was done, and what had gone wrong before."""

import re
from dataclasses import dataclass, replace

from hardwon.lessons.extraction.titles import as_title

# Where a body was written without an empty line behind the subject, git hands out both as one.
_RUN_ON = re.compile(
    r"(?<=[a-z`)\d]) (?=(?:A|An|The|Of|On|One|Two|Its?|This|They|When|Where|Each|Before|After|Until|Without)"
    r" [a-z\d`])"
)
_STOP = re.compile(r"(?<=[\w`)\"'][.!?])\s+(?=[A-Z`\"'(\d])")
_UNLIKE_A_SENTENCE = re.compile(r"\s*(?:[-*+>|]|\d+[.)])\s")
# Behind these a verb in the past describes ("what was missed", "files that failed") and tells nothing.
_DESCRIBING = (
    "is are be been being gets what that who as a an the where no once when if now ones of than how "
    "whether until "
    "to by for with whose whatever whoever in its their those has have had and or"
)
_TELLS = "".join(rf"(?<!\b{word} )" for word in (*_DESCRIBING.split(), "[^,] which"))
_VERBS = (  # what was bad whatever it happened to
    r"broke(?! out)|crashed|hung|deadlocked|leaked|(?<!called )lost(?!-)|vanished|corrupted|swallowed|"
    r"ignored|"
    r"dropped|overwrote|overwrites|failed|raised|overflowed|outlived|wiped|deleted|hid|blocked|skipped|"
    r"refused|"
    r"rejected|truncated|shadowed|starved|exploded|doubled|duplicated|timed out|clobbered|got lost|"
    r"misread|mixed"
)
_PASSIVE = (  # what was bad when it had been done to something
    r"lost|gone|corrupted|swallowed|ignored|dropped|overwritten|missed|skipped|refused|rejected|"
    r"truncated|stuck|"
    r"hidden|deleted|wiped|blocked|broken|shadowed|taken for \w+|taken as|counted (?:as|twice)|read twice|"
    r"sent twice|split|cut|printed as|mixed|garbled|duplicated|stale|wrong|invalid|empty|unreadable|"
    r"too \w+|never \w+|not \w+|twice|collected|shared|reconnecting|closed|unbound|out of (?:step|date|sync)|"
    r"served to|seen as|held for|in vain|fooled|misled|checked by nobody"
)
_FALSE = (
    r"\w*\d+ false|false|wrong|different|nothing|no \w+|half|twice|a traceback|as a traceback|in its place|"
    r"its place|too \w+|out|behind|(?:it|them|every\w*|each|all|the \w+|later \w+) (?:\w+ ){0,5}?"
    r"(?:from|out|in one|waiting|visit|read|load|fail|crash|hang|twice|alive|delete|slower|wait|out of it)"
)
_HARM = re.compile(
    rf"{_TELLS}\b(?:{_VERBS}"
    rf"|(?:was|were|got)(?:n't)? (?:[a-z]+ly |[a-z]+ ){{0,2}}?(?:{_PASSIVE})"
    rf"|(?:gave|made|came|left|kept|took|let|ran|cleared|meant|told|counted|sent|sorted|went|ended|did|had)"
    rf" (?:\w+ ){{0,3}}?(?:{_FALSE})"
    r"|(?:did|could|was|were|would)(?: not|n't) \w+|no(?:body|thing|ne) \w+ed|stopped (?:every|all|the|"
    r"each) \w+"
    r"|sorted before|fell into|could (?:clear|read|delete|overwrite|stop|see|reach|write)|asked for \w+ only"
    r"|(?:adds|added|gains|gained|brings|brought|helps|helped|saves|saved) (?:nothing|little)|made no "
    r"difference)\b",
    re.IGNORECASE,
)
_SECOND = _TELLS.replace(r"(?<!\band )", "")
# Two things that happened, one after the other or one for the other: a story, whatever its words are.
_THEN = re.compile(
    rf"{_TELLS}\b(?:was|were|grew|came|went|fell|stood|ran|rose|took|sent|wrote|read|"
    rf"[a-z]{{3,}}(?<!e)ed)\b[^.]{{3,120}}?"
    rf"(?:, (?:and|so|because|since) |; |: | and | so | because | until )(?:[\w`'/.-]+ ){{0,6}}?{_SECOND}"
    r"(?:was|were|grew|came|went|fell|stood|ran|rose|took|sent|wrote|kept|could|had|[a-z]{3,}(?<!e)ed)\b",
    re.IGNORECASE,
)
_OF_THE_CHANGE = re.compile(  # who tells of the work, not of what had happened
    r"(?:this|these|we|i|it|they|all|also|both|now|some|users?|nobody|people|support|the (?:old|new|"
    r"commit|change|patch|"
    r"code|tests?)|previously we)\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"\b(?:is|are|has|have|be|been|does|do|says?|tells?|makes?|gets?|takes|will|can|may|must|should|"
    r"which|what|whose|"
    r"how|where|now|one that|each)\b|\):|^\S+:|^\(",
    re.IGNORECASE,
)
_GAIN = re.compile(r", now\b|\bnow (?:it )?\w*|->|\binstead of \d|\bfaster\b|\bany ?more\b", re.IGNORECASE)
_COST = re.compile(  # measured, or counted: half of all were of one kind
    r"\b(?:cost|took|takes?|spent|ate)\b(?![^.;]{0,60} (?:nothing|instead "
    r"of))[^.;]{0,60}?(?:\b\d[\d.,]*\s?(?:ms|s|min|"
    r"minutes|hours?|seconds|%|MB|GB|times)(?![\w-])"
    r"|\b(?:half|third|quarter|fifth|seventh|tenth|\w+ times|longer|hours|minutes)\b)"
    r"|\btimes as (?:long|slow|dear)|: a (?:half|third|quarter|fifth|seventh|tenth) of\b"
    r"|\bof (?:[\w'-]+ ){1,9}(?:half|most|\d+) were (?!found|kept|\w+ed\b)",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because|since|due to|although|which is why|root cause|turn(?:s|ed) out|whenever)\b"
    r"|(?:,| and| which)? so (?!that\b|far\b|long\b|as\b)|: (?=[a-z`])|; |, (?:and|which|whose) ",
    re.IGNORECASE,
)
_DESCRIBES = re.compile(  # a sentence that goes on telling what the change does
    r"(?:Add|Use|Explain|Support|Allow|Return|Show|Handle|Make|Move|Update|Introduce|Include|Provide|Improve|"
    r"Implement|Test|Fix|See|Change|Replace|Rename|Remove)(?:s|es|ed|ing)?\b(?!['’])|(?:Closes|Refs|Now|"
    r"Tests? for)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"(?:it|its|this|that|these|those|they|their|there|here|one|both|each|such|he|she|now|then|else|"
    r"otherwise|"
    r"some|others?|another)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:it|its|there|here|this|these|those|they|them|their)\b", re.IGNORECASE)
_DEEDS = re.compile(r"; |, and (?=[a-z]+ )|, (?=[a-z]+ (?:the|a|no|what|it)\b)")
_PLACE = re.compile(r"\b(?:in|with|at|on|behind|beside|inside|after|before) ")
_CLAUSES = re.compile(r"; |: |, (?:so|but) |, and (?=(?:an?|the|every|each|whoever) )")
_LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class Trouble:
    """What had gone wrong: the statement, what it says of it, and where it stands."""

    sentence: str
    has_cause: bool
    has_cost: bool
    is_harm: bool
    in_subject: bool
    is_first: bool = True  # of the body; what stands further behind is less than all of it


def parted(subject: str, body: str) -> tuple[str, str]:
    """Subject and body, taken apart where both were written on one line."""
    for gap in (_STOP, _RUN_ON):
        found = gap.search(subject, 20)
        if found is not None:
            return subject[: found.start()].rstrip("."), f"{subject[found.end() :]}\n{body}".strip()
    return subject, body


def trouble(subject: str, body: str) -> Trouble | None:
    """The statement that tells best what had gone wrong or what it cost; None where nothing had.

    It is in the past: in the present commits tell of what they bring, in the same words.
    """
    colon = re.search(r"(?<=[\w`)]): (?=[a-z`\"\d])", subject)
    told = [(subject[colon.start() :], True)] if colon else []
    told += [(sentence, False) for sentence in _sentences(body)]
    found = [one for one in (_judge(*each) for each in told) if one is not None]
    best = max(found, default=None, key=lambda one: (one.has_cause + one.has_cost, one.is_harm))
    if (
        best is not None
        and not best.in_subject
        and best.sentence != told[len(told) - len(_sentences(body))][0]
    ):
        return replace(best, is_first=False)
    return best


def _sentences(body: str) -> list[str]:
    paragraphs: list[list[str]] = [[]]
    for line in body.split("\n"):
        if _UNLIKE_A_SENTENCE.match(line) or not line.strip():
            paragraphs.append([])
        if line.strip() and not _UNLIKE_A_SENTENCE.match(line):
            paragraphs[-1].append(line.strip())
    return [one.strip() for lines in paragraphs for one in _STOP.split(" ".join(lines)) if one.strip()]


def _judge(statement: str, in_subject: bool) -> Trouble | None:
    sentence = statement.removeprefix(": ")
    if len(sentence.split()) < 4 or _DESCRIBES.match(sentence):
        return None
    gain = bool(_GAIN.search(sentence))
    harm = bool(_HARM.search(sentence)) and not re.search(r"\bany ?more\b", sentence)
    harm = harm or (not gain and _happened(sentence))
    cost = bool(_COST.search(statement)) and not re.search(r", now\b|\bnow \d", sentence)
    if not (harm or cost):
        return None
    return Trouble(sentence, in_subject or bool(_CAUSE.search(sentence)), cost, harm, in_subject)


def _happened(sentence: str) -> bool:
    """Whether two things happened in it, and nothing is told in the present: so features are told, not "
    "stories."""
    then = _THEN.search(sentence)
    return (
        then is not None
        and not _OF_THE_CHANGE.match(sentence)
        and not _PRESENT.search(sentence[: then.end()])
    )


def title_of(subject: str, told: Trouble | None) -> str:
    """The title that tells the trap: the subject where it does, else the statement of the trouble."""
    if told is None:
        return as_title(subject)
    if told.in_subject:
        return as_title(_with_trouble(subject, told.sentence))
    if not told.is_first and not _DEEDS.search(subject):
        return as_title(subject)
    clause = _clause(told.sentence)
    if clause:
        return as_title(clause)
    deed = _DEEDS.split(subject)[0].partition(": ")[0].rstrip(".")
    small = re.match(r"[A-Z][a-z]+\b", told.sentence)
    joined = f"{deed}: {told.sentence[0].lower() if small else told.sentence[0]}{told.sentence[1:]}"
    if len(joined.rstrip(".")) <= _LONGEST_TITLE:
        return as_title(joined)
    return as_title(subject)


def _with_trouble(subject: str, behind: str) -> str:
    """The subject, or the end of it that can be read alone, where all of it does not fit a title."""
    if len(subject) <= _LONGEST_TITLE or not subject.endswith(behind):
        return subject
    deed = subject[: len(subject) - len(behind)]
    for place in _PLACE.finditer(deed):
        if len(subject) - place.start() <= _LONGEST_TITLE:
            return subject[place.start()].upper() + subject[place.start() + 1 :]
    return behind if re.match(r"(?:an?|the|`)", behind) and not _POINTS.search(behind) else subject


def _clause(sentence: str) -> str:
    """The sentence, or that of its clauses which tells the trouble and can be read alone; else nothing."""
    for clause in (sentence, *re.split(r"; |: ", sentence), *_CLAUSES.split(sentence)):
        points = _POINTS.search(" ".join(clause.split()[:6]))
        if points or _PRONOUN.match(clause) or len(clause.split()) < 5:
            continue
        short = as_title(clause)
        if _HARM.search(short) or _COST.search(short) or _happened(short):
            return clause
    return ""
