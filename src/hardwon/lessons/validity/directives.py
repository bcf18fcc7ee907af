"""What a sentence tells one to do or to leave: `always`, `never`, `prefer … over …`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hardwon.lessons.pages.stems import stem

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Directive:
    """Do (`positive`), or never do, `verb` with `what`, under `condition`; all as stems.

    `condition` has its prepositions: `in`, `test`. `text` is the sentence as it stands on the page.
    """

    positive: bool
    verb: str
    what: Words
    condition: Words
    text: str


@dataclass(frozen=True, slots=True)
class Preference:
    """Take `wanted`, not `unwanted`, under `condition`."""

    wanted: Words
    unwanted: Words
    condition: Words
    text: str


Said = Directive | Preference

_WORD = re.compile(r"[\w@.+/:*-]*\w(?:\(\))?|-{1,2}\w[\w-]*")
_NOTHING = frozenset(
    ("a", "an", "the", "this", "that", "these", "those", "any", "all", "each", "every", "own", "its", "their",
     "your", "our", "my", "is", "are", "be", "it", "you", "one", "ever", "just", "simply", "directly",
     "yourself", "explicitly", "only", "to", "of")
)  # fmt: skip
_PREPOSITIONS = {
    word: word
    for word in (
        *("when", "if", "in", "on", "for", "during", "outside", "unless", "except", "from", "at", "until"),
        *("while", "before", "after", "under", "across", "per", "as", "between", "via", "by", "with"),
        *("without", "against", "into", "below", "above", "over", "where", "once"),
    )
} | {"inside": "in", "within": "in", "whenever": "when", "through": "via"}
# A verb that says the contrary of another: the other, denied.
_CONTRARY = {
    "disable": "enable", "forbid": "allow", "disallow": "allow", "ban": "allow", "prohibit": "allow",
    "exclude": "include", "omit": "include", "unpin": "pin", "skip": "run", "delete": "keep",
    "remove": "keep", "drop": "keep", "reject": "accept", "refuse": "accept",
}  # fmt: skip
_SAME = {
    "using": "use",
    "call": "use",
    "invoke": "use",
    "import": "use",
    "employ": "use",
    "permit": "allow",
    "choose": "use",
}
_TAIL = re.compile(
    r"(?:\s+(?:because|so that|since|otherwise)\b|:\s|;\s|\s[—–-]{1,2}\s|\s+\("
    r"|,\s+(?:which|as|so|or|since|because)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_FIRST = re.compile(
    r"(?P<how>in|when|whenever|if|for|during|inside|on|before|after|while|within|outside|unless)\s+"
    r"(?P<case>[^,]{2,80}),\s+(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
_PREFERRED = (
    re.compile(
        r"(?:always\s+)?prefer\s+(?P<a>.+?)\s+(?:over|to|rather than|instead of)\s+(?P<b>.+)", re.IGNORECASE
    ),
    re.compile(
        r"(?:always\s+)?(?:use|call|choose|pick|take|import)\s+(?P<a>.+?)"
        r"(?:\s+(?:instead of|rather than|over|and not|but not)|,\s*(?:not|never|rather than|instead of))"
        r"\s+(?P<b>.+)",
        re.IGNORECASE,
    ),
    re.compile(r"replace\s+(?P<b>.+?)\s+(?:with|by)\s+(?P<a>.+)", re.IGNORECASE),
    re.compile(r"(?:instead of|rather than)\s+(?P<b>.+?),?\s+(?:use|prefer|call)\s+(?P<a>.+)", re.IGNORECASE),
    re.compile(
        r"(?:do not|don't|never|avoid)\s+(?:us(?:e|ing)\s+)?(?P<b>[^,:;]+)[,:;]\s*"
        r"(?:always\s+)?(?:use|prefer)\s+(?P<a>.+?)(?:\s+instead)?$",
        re.IGNORECASE,
    ),
)
_NEGATIVE = re.compile(
    r"(?:never|do not|don't|don’t|must not|should not|stop|no longer|nobody may)(?:\s+ever)?\s+(?P<rest>.+)",
    re.IGNORECASE,
)
_AVOID = re.compile(r"avoid\s+(?P<verb>\w+ing\b)?\s*(?P<rest>.*)", re.IGNORECASE)
_NO = re.compile(r"no\s+(?P<rest>\S.*\s(?:in|on|inside|within|for|during|at|outside)\s+\S.*)", re.IGNORECASE)
_OBLIGED = re.compile(
    r"(?P<who>[\w`'’ -]{2,60}?)\s+"
    r"(?:(?:must|should|shall|has to|have to|needs? to)(?P<deny>\s+(?:never|not))?"
    r"|(?P<barred>cannot|can't|may (?:not|never)))(?:\s+always)?\s+(?P<rest>.+)",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"(?P<who>[\w`'’ -]{2,60}?)\s+(?:is|are)\s+(?P<how>always|never)\s+(?P<rest>.+)", re.IGNORECASE
)
_MARKED = re.compile(
    r"(?:always|never|do not|don't|don’t|avoid|prefer|instead of|rather than|must)\b"
    r"|use\b.+\b(?:not|instead of|rather than|over)\b"
    r"|[\w ]{2,40}\b(?:must|should)\b|[\w ]{2,40}\b(?:is|are) (?:always|never)\b",
    re.IGNORECASE,
)


def directives(title: str, body: str) -> Iterator[Said]:
    """What a page's title tells, and those sentences of its prose that say `always`, `never` or the like."""
    for sentence in (title, *(one for one in _sentences(body) if _MARKED.match(one))):
        yield from read_directive(sentence)


def read_directive(sentence: str) -> Iterator[Said]:
    """What one sentence tells; nothing where it tells nothing, or more than can be understood."""
    text = " ".join(sentence.replace("`", "").replace("*", "").split()).rstrip(".!")
    case = _FIRST.match(text)
    condition = _condition(f"{case['how']} {case['case']}") if case else frozenset()
    rest = case["rest"] if case else text
    preferred = _preference(rest, condition, text)
    if preferred is not None:
        yield preferred
        return
    for clause in re.split(
        r",\s+(?:and\s+|but\s+)?(?=(?:never|always|do not|don't)\b)", rest, flags=re.IGNORECASE
    ):
        found = _directive(_TAIL.sub("", clause), condition, text)
        if found is not None:
            yield found


def _preference(rest: str, condition: Words, text: str) -> Preference | None:
    for pattern in _PREFERRED:
        match = pattern.fullmatch(rest)
        if match is None:
            continue
        wanted, first = _split(_TAIL.sub("", match["a"]))
        unwanted, last = _split(_TAIL.sub("", match["b"]))
        if wanted and unwanted and wanted != unwanted:
            return Preference(wanted, unwanted, condition | first | last, text)
    return None


def _directive(clause: str, condition: Words, text: str) -> Directive | None:
    positive, rest = (
        True,
        re.sub(r"^(?:always|only|please|you must|must)\s+", "", clause, flags=re.IGNORECASE),
    )
    negative, avoided, none = (pattern.fullmatch(clause) for pattern in (_NEGATIVE, _AVOID, _NO))
    who: Words = frozenset()
    if negative is not None:
        positive, rest = False, negative["rest"]
    elif avoided is not None:
        positive, rest = False, f"{avoided['verb'] or 'use'} {avoided['rest']}"
    elif none is not None:
        positive, rest = False, f"use {none['rest']}"
    elif (obliged := _OBLIGED.fullmatch(clause)) is not None:
        positive, rest = not (obliged["deny"] or obliged["barred"]), obliged["rest"]
        who = _stems(obliged["who"])
    elif (state := _STATE.fullmatch(clause)) is not None:
        positive, rest, who = state["how"].casefold() == "always", f"be {state['rest']}", _stems(state["who"])
    words = _WORD.findall(rest)
    if (
        not words
        or not words[0].isalpha()
        or words[0].casefold() in (_NOTHING - {"be"}) | _PREPOSITIONS.keys()
    ):
        return None
    verb, (what, further) = words[0].casefold(), _split(rest[rest.index(words[0]) + len(words[0]) :])
    base = verb.removesuffix("ing") if verb.endswith("ing") else verb
    for one in (verb, base, f"{base}e", base[:-1]):
        if one in _CONTRARY:
            verb, positive = _CONTRARY[one], not positive
            break
        if one in _SAME:
            verb = _SAME[one]
            break
    what |= who
    return Directive(positive, stem(verb), what, condition | further, text) if what or further else None


def _split(text: str) -> tuple[Words, Words]:
    """What stands before the first preposition, and from there on."""
    for match in _WORD.finditer(text):
        if match[0].casefold() in _PREPOSITIONS and match.start() > 0:
            return _stems(text[: match.start()]), _condition(text[match.start() :])
    return _stems(text), frozenset()


def _condition(text: str) -> Words:
    said = [_PREPOSITIONS.get(word.casefold(), word) for word in _WORD.findall(text.partition(",")[0])]
    return frozenset(_stem(word) for word in said if word.casefold() not in _NOTHING)


def _stems(text: str) -> Words:
    return frozenset(_stem(word) for word in _WORD.findall(text) if word.casefold() not in _NOTHING)


def _stem(word: str) -> str:
    plain = word.removesuffix("()").casefold()
    return stem(plain) if plain.isalpha() and plain not in _PREPOSITIONS else plain


def _sentences(body: str) -> Iterator[str]:
    """The sentences of the prose: no fenced blocks, quotations, tables or headings."""
    text = re.sub(r"^(```|~~~).*?(?:^\1[^\n]*$|\Z)", "\n\n", body, flags=re.MULTILINE | re.DOTALL)
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)", text):
        plain = re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ x]\]\s+)?", "", block.strip())
        if plain and not plain.startswith((">", "|", "#", "    ")):
            yield from re.split(r"(?<=[.!?])\s+(?=[A-Z`*])", " ".join(plain.split()))
