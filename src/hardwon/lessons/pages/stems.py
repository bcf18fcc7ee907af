"""Words as triggers and titles are compared by: without case and English endings, by plain rules."""

import re
from dataclasses import dataclass
from functools import lru_cache

# Small words between others decide nothing: `run the tests` is asked for by `run tests`.
_FILLERS = frozenset(
    ("a", "an", "the", "this", "that", "these", "those", "our", "my", "your", "its", "their", "some", "any",
     "all", "of", "to")
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_VOWEL = re.compile(r"[aeiouy]")


def stem(word: str) -> str:
    """`word` without its plural or verbal ending: `queries` as `query`, `planning` as `plan`."""
    short = word.casefold().replace("’", "'").removesuffix("'s")
    if len(short) > 4 and short.endswith("ies"):
        short = short[:-3] + "y"
    elif len(short) > 3 and short.endswith("s") and not short.endswith(("ss", "us", "is")):
        short = short[:-1]
    if len(short) > 4 and short.endswith("ied"):
        return short[:-3] + "y"
    for ending in ("ing", "ed"):
        rest = short.removesuffix(ending)
        if rest != short and len(rest) >= 3 and _VOWEL.search(rest):
            short = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
            break
    return short[:-1] if len(short) > 3 and short.endswith("e") else short


def words(text: str) -> list[str]:
    """The words of `text` in order, without case and fillers; `_` parts words."""
    return [word for word in _WORD.findall(text.casefold()) if word not in _FILLERS]


def stems(text: str) -> list[str]:
    """The same, as stems."""
    return [stem(word) for word in words(text)]


@dataclass(frozen=True, slots=True)
class Speech:
    """A text as phrases are looked for in it: its words, and its stems in order between spaces."""

    words: frozenset[str]
    stems: str


def speech(text: str) -> Speech:
    """`text` made ready once, for any number of phrases: a prompt may be long, and the phrases are many."""
    spoken = words(text)
    return Speech(frozenset(spoken), f" {' '.join(map(stem, spoken))} ")


def says(spoken: Speech, phrase: str) -> bool:
    """Whether `spoken` holds `phrase`: its words beside each other, whatever their endings.

    A phrase of one word must stand there itself, or grow into what stands there: `migrate` is said by
    `migrating`, but `logging` is not said by `log`, which may be half of `log in`.
    """
    sought = _sought(phrase)
    if isinstance(sought, str):
        return sought in spoken.stems
    return not sought.isdisjoint(spoken.words)


@lru_cache(maxsize=4096)
def _sought(phrase: str) -> str | frozenset[str]:
    """The stems of a phrase between spaces; of one word its forms, of none nothing."""
    wanted = words(phrase)
    if len(wanted) > 1:
        return f" {' '.join(map(stem, wanted))} "
    return frozenset(_forms(wanted[0])) if wanted else frozenset()


def _forms(word: str) -> set[str]:
    """`word` and what it grows into: `theme`, `themes`, but not `them`; of a plural also the singular."""
    base = word[:-1] if word.endswith(("e", "y")) else word
    forms = {word, *(word + ending for ending in ("s", "es", "'s", "’s", "ed", "ing"))}
    forms |= {base + ending for ending in (("ies", "ied", "ying") if word.endswith("y") else ("ed", "ing"))}
    forms |= {word + word[-1] + ending for ending in ("ed", "ing")}
    if word.endswith("ies"):
        forms.add(word[:-3] + "y")
    return forms | (
        {word[:-1]} if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else set()
    )
