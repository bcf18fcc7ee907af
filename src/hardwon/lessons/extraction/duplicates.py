"""Which texts say nearly the same: in other words, but with the same numbers, names and denials."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest

_SAME_WORDS = 0.6  # share of the words from which two texts that contradict each other in nothing are one
_SAME_TITLE = 0.85  # the same for titles alone, where the bodies speak of other things
_FEWEST = 3  # words of a title that decides alone
_ASKED = 12  # the rarest words of a text, by which others are found
_WORTH_A_LOOK = 0.4  # share of the words from which a text is compared closely
_LOOKED_THROUGH = 8  # questions that are answered without an index: to make one takes as long as fifty
_SOUGHT = 6  # the longest words, where there is no index to tell which are rare
_TOO_MANY = 1000  # texts that have a word: it says too little to look for it among them
_COMPARED = 100  # texts that are looked at closely for one question

# What people change when they say a thing again: none of these makes a text another one.
_SAYS_LITTLE = """
    a about actually all also already always an and any are as at be because been being both but by can cause
    could currently decide decided decision did do does done each either else ensure ensures even ever every
    exactly for forget from get gets getting given go going gone got gotcha had has have having hence here how
    however i if in instead into is it its itself just lesson let lets lie lies like many may me might mind
    more most much must my need needs note now of off on once one only or other others otherwise our out over
    own per please prefer preferred rather really reason remember root same see shall she should simply since
    so some still such sure take takes than that the their theirs them then there therefore these they thing
    things this those thus time times to too true turn turned turns under unless until up upon us use used
    uses using very via was way we well were what whatever when whenever where whether which while who whole
    whose why will with within would yet you your
"""
_SOFT = frozenset(_SAYS_LITTLE.split())


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# `not` and its kin: what they deny is read up to the end of the clause, of a contrast to its preposition.
_DENIES = _words("no not never dont cannot without avoid stop nor neither none nothing cant wont")
_DENIES_ALL = _words("forbidden prohibited disallowed")
_ENDS = _words(", ; : . ( ) ! ? because since so but unless otherwise else which hence as")
_PREPOSITIONS = _words("in on at for with within inside when while to from by of during as under")
_TURNS = _words("before after then")
# Small words that turn a sentence round; both texts have them, or they say different things.
_POLES = _words("up down off everything nothing less fewer")
_ONE_WORD = """
    keep kept|send sent|lose lost|write wrote written|run ran runs running execute executed executes|
    build built|rebuild rebuilt|hold held|break broke broken|make made|throw threw thrown|leave left|
    hang hung stuck|show shown|choose chose chosen|catch caught|begin began begun|fall fell fallen|read reads|
    manual byhand manually|start startup boot launch|delete deletion remove removed removes removing|
    fail failure|index indices indexes|config configuration|directory folder folders directories|
    repo repository|db database databases|temp temporary tmp|create creation|exists exist|schema schemas|
    argument arguments parameter parameters param params|local locally|id ids|twice doubly
"""
_HEADS = {
    word: group.split()[0] for group in _ONE_WORD.replace("\n", " ").split("|") for word in group.split()
}
_TWO_TO_TWELVE = "two three four five six seven eight nine ten eleven twelve"
_DIGITS = {word: str(number) for number, word in enumerate(_TWO_TO_TWELVE.split(), 2)}
_NUMBER = re.compile(r"(\d[\d.,:]*\d|\d)(?:ms|s|m|h|d|k|kb|mb|gb|tb|%|x|px|th|st|nd|rd)?")
_TOKEN = re.compile(
    r"(?<![\w-])--?[a-z][\w-]*|[^\W_]*\w*(?:[._/:]+\w+)*\w|[,;:.()!?](?=\s|$|[()])", re.IGNORECASE
)
_ENDINGS = (
    *(("ations", "at"), ("ation", "at"), ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y")),
    *(("ed", ""), ("es", ""), ("ly", ""), ("s", "")),
)
_MARKS = frozenset(",;:.()!?")
_PHRASES = (
    (re.compile(r"n['’]t\b"), " not"),
    (re.compile(r"[`’]|['\"](?!\w)|(?<!\w)['\"]"), ""),
    (re.compile(r"'s?\b"), ""),
    (re.compile(r"\bby hand\b"), "manually"),
    (re.compile(r"\bin order to\b"), "to"),
    (re.compile(r"\bstart-up\b"), "startup"),
    (re.compile(r"\b(?:do(?:es)? not|never) forget to\b", re.IGNORECASE), ""),
    (
        re.compile(
            r"\b(?:instead of|rather than|in place of)\b|\bprefer\b([^;\n]{1,60}?)\bover\b", re.IGNORECASE
        ),
        r"\1 instead ",
    ),
)
_WORD = re.compile(r"[^\W_]\w+")
_CODE = re.compile(r"`([^`\n]{1,80})`")
_CODELIKE = re.compile(r"(?:--?\w|\w*[a-z\d][A-Z]|\w*_|[\w-]+[./:]\w|[A-Z][A-Z\d]+$)")


@dataclass(frozen=True, slots=True)
class Near:
    """A text that says nearly the same: whose it is, and how many of the words both have, in percent."""

    name: str
    percent: int


@dataclass(frozen=True, slots=True)
class _Sense:
    """What a text is about, for a comparison: its words without those that anybody may change."""

    words: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    asserted: frozenset[str]
    denied: tuple[frozenset[str], ...]
    turns: tuple[tuple[str, frozenset[str], frozenset[str]], ...]
    poles: frozenset[str]
    has_unless: bool
    has_else: bool


class Texts:
    """Titles and bodies by name, to find those that say nearly the same as a new one.

    Others are found by the rarest words that both have, then compared. The first few questions look through
    the texts as they are, which takes 20 ms for 10,000; from then on an index of their words answers.
    Deterministic.
    """

    def __init__(self) -> None:
        self._texts: dict[str, tuple[str, str]] = {}
        self._plain: dict[str, str] = {}  # without capitals; those that are not in the index yet
        self._words: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._holding: dict[str, list[str]] = {}
        self._asked = 0

    def add(self, name: str, title: str, body: str) -> None:
        """Takes a text in; one of that name that is there already stays as it is."""
        if name not in self._texts:
            self._texts[name] = (title, body)
            self._plain[name] = f"{title}\n{body}".casefold()

    def same(self, title: str, body: str) -> str:
        """The name of the text that says the same, the nearest of several; empty where none does."""
        found = self.nearest_same(title, body)
        return found.name if found else ""

    def nearest_same(self, title: str, body: str) -> Near | None:
        """The text that says the same, the nearest of several; None where none does."""
        found = [Near(name, percent) for name, percent, same in self._compare(title, body, ()) if same]
        return max(found, default=None, key=lambda one: one.percent)

    def near(self, title: str, body: str, *, besides: Collection[str] = (), least: int = 55) -> list[Near]:
        """The texts with at least `least` percent of the words in common, nearest first, at most five."""
        found = [
            Near(name, percent)
            for name, percent, same in self._compare(title, body, besides)
            if same or percent >= least
        ]
        return sorted(found, key=lambda one: (-one.percent, one.name))[:5]

    def _compare(self, title: str, body: str, besides: Collection[str]) -> Iterator[tuple[str, int, bool]]:
        of_title, whole = _both(title, body)
        self._asked += 1
        if self._asked > _LOOKED_THROUGH:
            self._index()
        hits = self._held(whole) + self._seen(whole)
        if not hits and self._plain:
            self._index()  # its words are in many texts or in none: only the index can tell
            hits = self._held(whole)
        length = len(title) + len(body)
        # Of those that have as many of the words, those of about the same length.
        best = nlargest(
            _COMPARED,
            hits.items(),
            key=lambda one: (one[1], -abs(sum(map(len, self._texts[one[0]])) - length)),
        )
        for name, _ in best:
            if name in besides:
                continue
            titles, wholes = self._words.get(name) or _both(*self._texts[name])
            if max(_dice(of_title, titles), _dice(whole, wholes)) >= _WORTH_A_LOOK:
                percent, same = compare((title, body), self._texts[name])
                yield name, percent, same

    def _index(self) -> None:
        for name in self._plain:
            self._words[name] = _both(*self._texts[name])
            for word in self._words[name][1]:
                self._holding.setdefault(word, []).append(name)
        self._plain.clear()

    def _held(self, words: frozenset[str]) -> Counter[str]:
        """The indexed texts by how many of the rarest of `words` they have."""
        rarest = sorted(
            (word for word in words if word in self._holding),
            key=lambda word: (len(self._holding[word]), word),
        )
        return Counter(name for word in rarest[:_ASKED] for name in self._holding[word])

    def _seen(self, words: frozenset[str]) -> Counter[str]:
        """The other texts by how many of the longest of `words` stand in them."""
        if not self._plain:
            return Counter()
        names, starts, position = list(self._plain), [], 0
        for text in self._plain.values():
            starts.append(position)
            position += len(text) + 1
        all_texts = "\0".join(self._plain.values())
        hits: Counter[str] = Counter()
        for word in sorted(words, key=lambda word: (-len(word), word))[:_SOUGHT]:
            found: list[int] = []
            at = all_texts.find(word)
            while at >= 0 and len(found) < _TOO_MANY:
                found.append(bisect_right(starts, at) - 1)
                after = found[-1] + 1
                at = all_texts.find(word, starts[after]) if after < len(starts) else -1
            if len(found) < _TOO_MANY:
                hits.update(names[number] for number in found)
        return hits


def compare(one: tuple[str, str], other: tuple[str, str]) -> tuple[int, bool]:
    """How many words two texts (title, body) have in common in percent, and whether they say the same.

    They do not where they differ in a number, a name, a denial, or each has a word of its own that names
    a thing: of two texts that are alike in all else, these make the difference.
    """
    titles, wholes = (_sense(one[0]), _sense(other[0])), (_sense("\n".join(one)), _sense("\n".join(other)))
    of_titles, of_wholes = _shared(*titles), _shared(*wholes)
    percent = round(100 * max(of_titles, of_wholes))
    if of_wholes >= _SAME_WORDS and _agree(*wholes):
        return percent, _agree(*titles) or of_titles < _SAME_WORDS
    decides = min(len(titles[0].words), len(titles[1].words)) >= _FEWEST and of_titles >= _SAME_TITLE
    if decides and _agree(*titles):
        # The same words over other bodies: bodies that are about the same must not contradict each other.
        return percent, of_wholes < _SAME_WORDS / 2 or not _contradict(*wholes)
    return percent, False


def _both(title: str, body: str) -> tuple[frozenset[str], frozenset[str]]:
    of_title = _stems(title)
    return of_title, of_title | _stems(body)


def _stems(text: str) -> frozenset[str]:
    """The stems in `text`, quickly: what texts are found by, not what they are compared by."""
    return frozenset(map(stem, _WORD.findall(text.casefold()))) - _SOFT


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)


def _agree(one: _Sense, other: _Sense) -> bool:
    mine, theirs = one.words - other.words, other.words - one.words
    return not _contradict(one, other) and not (mine and theirs)


def _contradict(one: _Sense, other: _Sense) -> bool:
    if (one.numbers - {"1"}) != (other.numbers - {"1"}) or (
        one.numbers ^ other.numbers and one.numbers and other.numbers
    ):
        return True
    if one.names - other.words and other.names - one.words:
        return True
    if one.poles != other.poles:
        return True
    if (one.has_unless and not (other.has_unless or other.has_else)) or (
        other.has_unless and not (one.has_unless or one.has_else)
    ):
        return True
    return _denies(one, other) or _denies(other, one) or _turned(one, other)


def _denies(one: _Sense, other: _Sense) -> bool:
    """Whether `one` denies what `other` asserts, and `other` denies nothing of the kind."""
    denied = frozenset().union(*other.denied)
    return any(
        clause & other.asserted and not clause & denied
        for full in one.denied
        if (clause := full - one.asserted or full)
    )


def _turned(one: _Sense, other: _Sense) -> bool:
    """Whether one has `x before y` where the other has `y before x`."""
    return any(
        word == again and (left - before) & (after - right) and (right - after) & (before - left)
        for word, left, right in one.turns
        for again, before, after in other.turns
    )


def _shared(one: _Sense, other: _Sense) -> float:
    """Dice's coefficient of the words."""
    if not one.words or not other.words:
        return float(one.words == other.words)
    return _dice(one.words, other.words)


@lru_cache(maxsize=30_000)
def _sense(text: str) -> _Sense:
    coded = {stem(token) for code in _CODE.findall(text) for token in _TOKEN.findall(code)}
    tokens = _read(text)
    words: set[str] = set()
    names, numbers = set(coded), set()
    for at, token in enumerate(tokens):
        number = _number(token, tokens[at + 1] if at + 1 < len(tokens) else "")
        if number:
            numbers.add(number)
        elif token[0] not in _MARKS and (token.casefold() not in _SOFT or _is_shouted(token)):
            root = stem(token)
            if token.casefold() not in _DENIES and token.casefold() not in _DENIES_ALL:
                words.add(root)
            if _CODELIKE.match(token):
                names.add(root)
    lower = [token.casefold() for token in tokens]
    denied, asserted = _denied(lower)
    return _Sense(
        words=frozenset(words),
        names=frozenset(names & words),
        numbers=frozenset(numbers),
        asserted=asserted & words,
        denied=tuple(clause & words for clause in denied if clause & words),
        turns=tuple(_turns(lower)),
        poles=_POLES.intersection(lower),
        has_unless="unless" in lower,
        has_else=any(word in lower for word in ("else", "otherwise", "or")),
    )


def _read(text: str) -> list[str]:
    for pattern, to in _PHRASES:
        text = pattern.sub(to, text)
    return _TOKEN.findall(text)


def _is_shouted(token: str) -> bool:
    return len(token) > 1 and token.isupper()


def _number(token: str, following: str) -> str:
    word = token.casefold()
    if word == "one" and following.isalpha() and following not in ("of", "per", "by", "that", "can", "must"):
        return "1"
    match = _NUMBER.fullmatch(word)
    return match[1].replace(",", "") if match else _DIGITS.get(word, "")


def _denied(tokens: list[str]) -> tuple[list[frozenset[str]], frozenset[str]]:
    """The words of each denied clause, and those that stand outside of all of them."""
    clauses: list[frozenset[str]] = []
    inside: set[int] = set()
    for at, token in enumerate(tokens):
        if token in _DENIES_ALL:
            first = max((i for i in range(at) if tokens[i] in _ENDS), default=-1) + 1
        elif token in _DENIES or token == "instead":
            first = at + 1
        else:
            continue
        # `x, not y`, `x instead of y`: only what is contrasted; `do not x`, `is not x`: the clause.
        contrast = token == "instead" or (token == "not" and at > 0 and tokens[at - 1] == ",")
        places: list[int] = []
        for place in range(first, len(tokens)):
            if tokens[place] in _ENDS or (contrast and places and tokens[place] in _PREPOSITIONS):
                break
            if tokens[place] not in _SOFT:
                places.append(place)
        clauses.append(frozenset(stem(tokens[place]) for place in places))
        inside.update(places)
    outside = frozenset(
        stem(token) for place, token in enumerate(tokens) if place not in inside and token not in _SOFT
    )
    return clauses, outside


def _turns(tokens: list[str]) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    for at, token in enumerate(tokens):
        if token in _TURNS:
            # `first x, then y`: the comma parts what belongs together.
            until = at
            while token == "then" and until and tokens[until - 1] in (",", "and"):
                until -= 1
            left = _beside(reversed(tokens[:until]))
            right = _beside(iter(tokens[at + 1 :]))
            yield token, left, right


def _beside(tokens: Iterator[str]) -> frozenset[str]:
    found: list[str] = []
    for token in tokens:
        if token in _ENDS or len(found) == 2:
            break
        if token not in _SOFT:
            found.append(stem(token))
    return frozenset(found)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """`word` without its English ending; names keep theirs, whatever their case."""
    low = word.casefold().strip("_./:")
    return _strip(_HEADS.get(low, low))


def _strip(low: str) -> str:
    if not low.isalpha() or len(low) < 4:
        return low
    for ending, instead in _ENDINGS:
        least = 4 if len(ending) > 3 or ending == "ly" else 3
        if low.endswith(ending) and len(low) - len(ending) >= least and not low.endswith("ss"):
            low = low[: -len(ending)] + instead
            break
    if len(low) > 3 and low[-1] == low[-2] and low[-1] not in "aeiousl":
        low = low[:-1]
    return low[:-1] if len(low) > 3 and low[-1] == "e" else low
