"""What a text tells, at a glance: who said it and what sort of question it may answer, in one number."""

import enum
import hashlib
import re
from collections.abc import Sequence

_KIND_BITS, _TELLS_BITS, _ASKING_BITS, _LENGTH_BITS = 4, 4, 3, 3
_TELLS_AT = _KIND_BITS
_ASKING_AT = _TELLS_AT + _TELLS_BITS
_LENGTH_AT = _ASKING_AT + _ASKING_BITS
SPEAKER_AT = 16
_SPEAKER_BITS = 16
_SPEAKER_WORDS = 3
_MOST_ASKING = 4  # quarters
_LONGEST = 5  # 32 words or more: beyond, length says nothing
_READ = 2_000  # characters; what is longer tells everything somewhere


class Tells(enum.IntFlag):
    """What a text tells, and so what a question may ask for."""

    TIME = 1
    NUMBER = 2
    NAME = 4
    REASON = 8


_MONTHS = "january february march april june july august september october november december"
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_TIME = re.compile(
    rf"\b(?:{'|'.join(_MONTHS.split())}|{'|'.join(_DAYS.split())}"
    r"|yesterday|today|tonight|tomorrow|last|next|ago|this (?:morning|week|month|year)|weekend|christmas"
    r"|easter|new year|autumn|spring|summer|winter|since|until|weeks?|months?|years?|nights?|(?:19|20)\d\d"
    r"|(?:in|on|by) may)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|twenty"
    r"|thirty|forty|fifty|sixty|half|twice|couple|second|third)\b",
    re.IGNORECASE,
)
# A capital that begins no sentence and no day or month.
_NAME = re.compile(rf"(?<=[a-z,;] )(?!(?:{'|'.join((_DAYS + ' ' + _MONTHS).title().split())})\b)[A-Z][a-z]+")
_REASON = re.compile(r"\b(?:because|since|so|as|to be|wanted?|wants|can't|couldn't|reason)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")

_ASKS = (
    (
        Tells.TIME,
        re.compile(r"^\W*when\b|\b(?:what|which) (?:date|day|month|year|season|time)\b|\bhow long ago\b"),
    ),
    (Tells.NUMBER, re.compile(r"\bhow (?:many|much|long|old|often|far|big|large|tall|high|fast|late)\b")),
    (Tells.NAME, re.compile(r"\b(?:who|whom|whose|where|name|names|named|called)\b")),
    (Tells.REASON, re.compile(r"\bwhy\b|\breasons?\b|\bhow come\b")),
)


def read_facts(kind: int, text: str, speaker: Sequence[str]) -> int:
    """The facts of a unit: `kind` is an ordinal, `speaker` the words of the name of who said `text`."""
    start = text[:_READ]
    tells = (
        bool(_TIME.search(start)) * Tells.TIME
        | bool(_NUMBER.search(start)) * Tells.NUMBER
        | bool(_NAME.search(start)) * Tells.NAME
        | bool(_REASON.search(start)) * Tells.REASON
    )
    words = len(start.split())
    length = min(words.bit_length(), _LONGEST + 1) - 1 if words else 0
    facts = kind | tells << _TELLS_AT | _asking(start, words) << _ASKING_AT | length << _LENGTH_AT
    for place, word in enumerate(speaker[:_SPEAKER_WORDS]):
        facts |= speaker_mark(word) << (SPEAKER_AT + place * _SPEAKER_BITS)
    return facts


def _asking(text: str, words: int) -> int:
    """How many quarters of the words stand in questions."""
    if "?" not in text:
        return 0
    asking = sum(len(one.split()) for one in _SENTENCE.findall(text) if one.rstrip().endswith("?"))
    return min(_MOST_ASKING, round(_MOST_ASKING * asking / max(words, 1)))


def speaker_mark(word: str) -> int:
    """A word of a speaker's name as `was_said_by` wants it; never 0."""
    digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=2).digest()
    return int.from_bytes(digest, "big") or 1


def kind_of(facts: int) -> int:
    """The ordinal of the kind."""
    return facts & 15


def tells_of(facts: int) -> int:
    """What the unit tells: bits of `Tells`."""
    return facts >> _TELLS_AT & 15


def asking_of(facts: int) -> float:
    """The share of it that asks, 0 to 1."""
    return (facts >> _ASKING_AT & 7) / _MOST_ASKING


def length_of(facts: int) -> int:
    """The logarithm of its length, to the base of 2, in words; at most 5."""
    return facts >> _LENGTH_AT & 7


def was_said_by(facts: int, mark: int) -> bool:
    """Whether a word of the speaker's name has `mark`."""
    names = facts >> SPEAKER_AT
    while names:
        if names & 0xFFFF == mark:
            return True
        names >>= _SPEAKER_BITS
    return False


def read_asked(text: str) -> Tells:
    """What the question `text` asks for; nothing where it is no question or a plain one."""
    folded = text[:400].casefold()
    asked = Tells(0)
    for tells, pattern in _ASKS:
        if pattern.search(folded):
            asked |= tells
    return asked
