"""What text is searched by: stems, without stop words, with identifiers and paths taken apart."""

import re
from collections.abc import Iterable
from functools import cache

import tantivy

LONGEST = 60  # bytes; a longer word is a digest or a blob, which nobody asks for

# The words of a question that say nothing about its answer. `may` and `won` are not
# among them: they are a month and a victory too.
_STOP = """
    a about above after again against ain all also am an and any are aren as at be because been before
    being below between both but by can could couldn d did didn do does doesn doing don down during each
    few for from further get got had hadn has hasn have haven having he her here hers herself him himself
    his how i if in into is isn it its itself just like ll let m me more most much my myself no nor not
    now of off on once only or other our ours ourselves out over own re s same shan she should shouldn so
    some such t than that the their theirs them themselves then there these they this those through to too
    under until up us ve very was wasn we were weren what when where which while who whom whose why will
    with would wouldn you your yours yourself yourselves
"""
STOP_WORDS = tuple(_STOP.split())
# Possessive, because every word of every text is tried.
_JOINED = re.compile(r"(?<![^\W_])[^\W_]++(?:[_./\\-]++[^\W_]++)++")
_JOINTS = re.compile(r"[_./\\-]+")
_SEPARATORS = re.compile(r"[./\\]+")
_CAMEL = re.compile(r"\b[^\W_]*[a-z0-9][A-Z][^\W_]*")
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
# Scripts written without spaces: kana, Han, Hangul, Thai, Lao, Khmer, Burmese.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+"
)
_PATH = re.compile(
    r"(?<![\w./\\-])[./\\]*(?:[\w@+-][\w.@+-]*[/\\])*[\w@+-][\w.@+-]*\.[A-Za-z]\w{0,7}(?![\w/\\-])"
)


@cache
def analyzer() -> tantivy.TextAnalyzer:
    """Words without case, accents, stop words and English endings; the same for pages and for questions."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.custom_stopword(list(STOP_WORDS)))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


@cache
def line_analyzer() -> tantivy.TextAnalyzer:
    """Each line is one word, as it is: how paths are kept."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(r"[^\n]+")).build()


def searchable(text: str) -> str:
    """`text` with more words to find it by, ready for `analyzer`.

    `updateJobStatus` gains its humps, `update_job_status`, `app/api.py` and `long-term` gain the whole
    without its joints (so the three ways to write a name find each other), and scripts without spaces
    are cut into single characters and pairs.
    """
    more: list[str] = []
    for match in _CAMEL.finditer(text):
        more.extend(_HUMPS.findall(match[0]))
    for whole in _JOINED.findall(text):
        if len(whole) <= LONGEST:
            more.append(_JOINTS.sub("", whole))
        if "_" in whole or "-" in whole:  # the names within a path or a dotted name
            names = [name for name in _SEPARATORS.split(whole) if name != whole]
            more.extend(_JOINTS.sub("", name) for name in names if "_" in name or "-" in name)
    if not text.isascii():
        text = _UNSPACED.sub(_cut, well_formed(text))
        more = [well_formed(word) for word in more]
    return f"{text} {' '.join(more)}" if more else text


def well_formed(text: str) -> str:
    """`text` without lone surrogates, which JSON can hold and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def read_words(text: str) -> list[str]:
    """The words of `text` as the index has them, in order, with repetitions."""
    words: list[str] = analyzer().analyze(searchable(text))
    return words


def path_names(path: str) -> tuple[str, ...]:
    """What a path may be called by: its last part, its last two, up to its last four; without case.

    So the absolute path of a transcript and a path of this repository meet.
    """
    parts = [part for part in path.casefold().replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return tuple(well_formed("/".join(parts[-count:])) for count in range(1, min(len(parts), 4) + 1))


def mentioned_paths(text: str, *, at_most: int = 40) -> tuple[str, ...]:
    """What in `text` looks like a file, in order, each once."""
    if "." not in text:
        return ()
    found: dict[str, None] = {}
    for match in _PATH.finditer(text):
        found.setdefault(match[0])
        if len(found) == at_most:
            break
    return tuple(found)


def path_lines(paths: Iterable[str]) -> str:
    """All names of `paths`, one to a line, each once: what `line_analyzer` reads."""
    return "\n".join(dict.fromkeys(name for path in paths for name in path_names(path)))


def _cut(match: re.Match[str]) -> str:
    run = match[0]
    return f" {' '.join(run)} {' '.join(run[i : i + 2] for i in range(len(run) - 1))} "
