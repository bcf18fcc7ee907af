"""Words that point at what their reader has not seen: "as discussed", "the file we talked about"."""

import re
from dataclasses import dataclass

_CHAT = r"(?:this|our|my)\s+(?:last\s+|earlier\s+)?(?:chat|conversation|discussion|call|meeting)"
_TALKED = (
    r"(?:talked|spoke|discussed|mentioned|looked|saw|agreed|decided|settled|went|found|changed|wrote|made"
    r"|tried|did)"
)
_TOLD = r"(?:told|mentioned|showed|sent|gave|pasted|asked)"
_VERBS = (
    r"fix|do|finish|continue|implement|update|change|refactor|test|check|review|make|clean|move|rename|delete"
    r"|remove|revert|merge|deploy|debug|solve|handle|improve|rewrite|repeat|apply|try|run|add"
)
# What follows a pronoun that stands alone; a noun after `this` or `that` says what is meant.
_STOP = r"(?=\s*(?:[.,;:!?)]|$))"
_END = rf"(?:{_STOP}|(?=\s+(?:up|all|now|too|again|and|work|works|please|first)\b))"
_EMPTY_IT = r"(?!\s+(?:possible|impossible|easy|easier|hard|harder|clear|clearer|obvious|explicit|safe)\b)"

_ANYWHERE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # `as described in docs/jobs.md` can be looked up; `as described above` only where it stands above.
        r"\b(?:as|like|the way)\s+(?:we|you and I|I)(?:'ve|\s+have)?\s+(?:just\s+|already\s+)?"
        rf"(?:{_TALKED}|said|{_TOLD}|described|explained)\b(?!\s+in\s+[\w./-]*[./])",
        r"\bas\s+(?:we\s+)?(?:discussed|agreed|talked about)\b"
        r"(?!\s+(?:in|on|under)\s+(?!our|this|that|the chat))",
        r"\b(?:the|that|those|these|this|what|which|something)\s+(?:[\w-]+\s+){0,3}?(?:that\s+|which\s+)?"
        rf"(?:we|you and I)(?:'ve|\s+have)?\s+(?:just\s+|already\s+)?{_TALKED}\b(?:\s+(?:about|at|on|over))?",
        rf"\b(?:the|that|those|these|what)\s+(?:[\w-]+\s+){{0,3}}?I(?:'ve|\s+have)?\s+(?:just\s+)?{_TOLD}\b",
        rf"\b(?:in|from|earlier in|see)\s+{_CHAT}\b(?!\s+\w*(?:room|service|model|table|api|history))",
        r"\b(?:(?:my|our)|(?:in|from|see|per)\s+the)\s+(?:previous|last|earlier)\s+"
        r"(?:chat|conversation|message|prompt)\b",
        r"\b(?:where|what)\s+(?:we|you|I)\s+left\s+off\b",
        r"\b(?:like|same as|as)\s+(?:last time|yesterday)\b(?!\s+(?:the|a|an|it|any|each|every)\b)",
        r"\bdo\s+(?:it|this|that|the same)\s+(?:as|like)\s+before\b",
        r"\b(?:you\s+remember|remember\s+(?:when|how)\s+we|as\s+you\s+(?:already\s+)?know)\b",
        r"\bthe\s+(?:attached|pasted)\s+(?:file|screenshot|image|log|logs|error|output|trace|traceback)\b",
        r"\bthe\s+other\s+ones?\b",
    )
)
_UPWARD = re.compile(
    r"\b(?:(?:as|see|the)\s+(?:[\w-]+\s+){0,2}above(?:-mentioned)?\b(?!\s+(?:the|a|an|this|that|exception|\d))"
    r"|as\s+(?:mentioned|described|noted|stated|explained|shown|outlined)\s+(?:earlier|before|previously)\b)",
    re.IGNORECASE,
)
_AT_FIRST = (
    re.compile(
        rf"\A\s*(?:please\s+|now\s+|then\s+|(?:can|could|would)\s+you\s+(?:please\s+)?)*(?:{_VERBS})\s+"
        rf"(?:(?:it|them)\b{_EMPTY_IT}|(?:this|these|those){_END}|that{_STOP}"
        r"|the\s+same\b(?=(?:\s+thing)?(?:\s+(?:for|in|with|to|there|here)\b|\s*[.,!]|\s*$)))",
        re.IGNORECASE,
    ),
    re.compile(
        r"\A\s*(?:please\s+)?(?:continue|go on|carry on|finish up|keep going)\s*[.!]?\s*\Z", re.IGNORECASE
    ),
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A few words of a text that nobody else can resolve."""

    words: str


def unresolved(text: str) -> tuple[Reference, ...]:
    """What in `text`, the first thing that its reader sees, points at something that is not there.

    `above` is left alone where two lines and more stand above.
    """
    found: list[tuple[int, str]] = []
    for pattern in _ANYWHERE:
        found += [(match.start(), match[0]) for match in pattern.finditer(text)]
    for pattern in _AT_FIRST:
        if match := pattern.search(text):
            found.append((match.start(), match[0]))
    for match in _UPWARD.finditer(text):
        before = [line for line in text[: match.start()].splitlines()[:-1] if line.strip()]
        if len(before) < 2:
            found.append((match.start(), match[0]))
    kept: list[Reference] = []
    reached = -1
    for start, words in sorted(found, key=lambda one: (one[0], -len(one[1]))):
        if start >= reached:
            kept.append(Reference(" ".join(words.split())))
            reached = start + len(words)
    return tuple(kept)
