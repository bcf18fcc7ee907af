"""A sentence that was said in passing becomes a title that can be read by itself."""

import re

_LONGEST = 100
_LEADS = re.compile(  # what only leads up to the cause
    r"(?:(?:so|ah|aha|okay|ok|yes|well|also|but|and|good|great|perfect|right|now|indeed|note|"
    r"i see|i understand|found it|what happened|careful|important|heads[- ]up|gotcha|caveat|warning)"
    r"(?: that)?\s*[,.:!—–-]\s*"
    r"|note that |keep in mind that |be aware that |remember that |it )?"
    r"(?:turns out(?: that)?[,:]? |it turns out(?: that)?[,:]? |"
    r"(?:i|we)(?:'ve| have)? (?:found|discovered|realised|realized|learnt|learned|noticed) (?:out )?that |"
    r"the (?:real |actual |underlying |root |true |key )?(?:problem|issue|bug|culprit|cause|reason|"
    r"error|insight|"
    r"trouble|failure)s?(?: here| then)? (?:is|was|were|are)(?: simply| just)? that |"
    r"(?:the|this|that) (?:\w+ ){0,3}?(?:happens|happened|occurs|occurred|arises|arose|fails|failed|"
    r"is failing|are failing|are occurring|is occurring|is happening|broke|breaks) because (?!of\b)|"
    r"(?:this|that|it) (?:is|was) because (?!of\b))?",
    re.IGNORECASE,
)
_OPENERS = re.compile(
    r"(?:(?:and|but|so|please|also|then|now|btw|fyi)\b[,:]?|(?:again|no|nope|wrong|stop|instead|careful|ok|"
    r"okay)[,:.!]+)\s+",
    re.IGNORECASE,
)


def as_title(sentence: str) -> str:
    """At most 100 characters of `sentence`: without lead, with a capital, cut where a clause ends."""
    line = " ".join(sentence.split())
    for _ in range(2):
        line = _OPENERS.sub("", line, count=1) if _OPENERS.match(line) else line
    line = line[_LEADS.match(line).end() :] if _LEADS.match(line) else line  # type: ignore[union-attr]
    line = re.sub(
        r"^((?:don'?t|do not|never) \w+ \S*[\w`)\]])[,;]? (?=(?:use|mock|call|run|prefer) )",
        r"\1; ",
        line,
        flags=re.IGNORECASE,
    )
    line = re.sub(r"\*\*", "", line).strip().rstrip(".:;,!")
    if len(line) > _LONGEST:
        line = _cut(line)
    return line[:1].upper() + line[1:] if re.match(r"[a-z]+(?:[\s,']|$)", line) else line


def _cut(line: str) -> str:
    """The longest beginning of `line` that is a clause and says at least half of what fits."""
    ends = [
        match.start()
        for match in re.finditer(
            r"[;:,]\s|\.\s|\s[—–-]\s|\s\(|\s(?:so that|because|since|which|whereas|otherwise)\s",
            line[: _LONGEST + 1],
        )
    ]
    best = max((end for end in ends if end >= 45 and line[:end].count("`") % 2 == 0), default=0)
    if line.startswith(", but ", best):
        best = 0  # what comes then is what matters
    if best and not (
        line[:best].count(",") == 0 and re.match(r"(?:if|when|since|as|while|because)\b", line, re.IGNORECASE)
    ):
        return line[:best].rstrip()
    short = line[: _LONGEST - 1].rpartition(" ")[0].rstrip(".:;, ")
    if short.count("`") % 2:
        short = short.rpartition("`")[0].rstrip(" (") or short.replace("`", "")
    return short + "…"
