"""The adopted lessons, searched in memory: they are few, and always what the pages say now."""

import math
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pathspec

from hardwon.lessons.pages.applying import calls_for, read_folded
from hardwon.lessons.pages.lesson import Lesson
from hardwon.lessons.pages.shelf import Shelf
from hardwon.lessons.recall.index import UnitIndex
from hardwon.lessons.recall.ranking import Question
from hardwon.lessons.recall.words import read_words

_K1, _B = 1.2, 0.75  # as tantivy has them, so that lessons and units are measured alike
_HEADING = 2  # a word of title or triggers counts as two of the body
_PAGE = 1.2  # what a lesson counts beside a remark: it was reviewed. With 2 it outranks what fits better
_AT_HAND = 4.0  # for a file it applies to is being edited
_PROMPTED = 3.0  # for a phrase of its triggers stands in the question
_NO_PRIOR: Mapping[str, float] = MappingProxyType({})
_DAY = 480  # minutes of cost that count as one more point


class Lore:
    """Adopted lessons with their words; made anew when a page changes."""

    def __init__(self, lessons: Sequence[Lesson], root: Path | None = None) -> None:
        self.lessons = tuple(lesson for lesson in lessons if lesson.status == "adopted")
        self._root = root
        self._postings: dict[str, list[tuple[int, int]]] = {}
        self._lengths: list[int] = []
        for number, lesson in enumerate(self.lessons):
            counts = _count(lesson)
            self._lengths.append(sum(counts.values()))
            for word, count in counts.items():
                self._postings.setdefault(word, []).append((number, count))
        self._patterns = [
            pathspec.GitIgnoreSpec.from_lines(lesson.applies_to) if lesson.applies_to else None
            for lesson in self.lessons
        ]

    def rank(
        self,
        question: Question,
        text: str,
        files: Sequence[str],
        index: UnitIndex,
        prior: Mapping[str, float] = _NO_PRIOR,
    ) -> list[tuple[float, Lesson]]:
        """The lessons that bear on `question` or on `files`, best first.

        BM25, a word being as rare as it is in `index` and in these together; times what `prior` has for the
        lesson's slug.
        """
        scores: dict[int, float] = {}
        average = sum(self._lengths) / max(len(self._lengths), 1)
        total = index.count + len(self.lessons)
        for word in question.words:
            postings = self._postings.get(word, [])
            holding = index.holding(word) + len(postings)
            weight = math.log(1 + (total - holding + 0.5) / (holding + 0.5))
            for number, count in postings:
                norm = _K1 * (1 - _B + _B * self._lengths[number] / average)
                part = weight * count * (_K1 + 1) / (count + norm)
                scores[number] = scores.get(number, 0.0) + _PAGE * part
        folded = text.casefold()
        texts = [self._read(file) for file in files]
        for number, lesson in enumerate(self.lessons):
            more = _PROMPTED * any(phrase.casefold() in folded for phrase in lesson.triggers.prompt if phrase)
            more += _AT_HAND * any(
                self._applies(number, file, content) for file, content in zip(files, texts, strict=True)
            )
            if more:
                scores[number] = scores.get(number, 0.0) + more + min(lesson.cost, _DAY) / _DAY
        found = [
            (round(score * prior.get(self.lessons[number].slug, 1.0), 4), self.lessons[number])
            for number, score in scores.items()
        ]
        return sorted(found, key=lambda one: (-one[0], one[1].slug))

    def _applies(self, number: int, file: str, content: str) -> bool:
        """Whether the path matches and, if there are content triggers, one stands in the file."""
        pattern = self._patterns[number]
        if pattern is None or not pattern.match_file(file):
            return False
        return calls_for(self.lessons[number], content)

    def _read(self, file: str) -> str:
        return read_folded(self._root, file) if self._root is not None else ""


class LivingLore:
    """The lore of a shelf, looked up anew when a page on it was written, removed or added."""

    def __init__(
        self,
        open_shelf: Callable[[], Shelf],
        root: Path,
        prior: Callable[[], Mapping[str, float]] = lambda: _NO_PRIOR,
    ) -> None:
        self._open_shelf = open_shelf
        self._root = root
        self._prior = prior
        self._seen: object = None
        self._lore = Lore(())

    def now(self) -> Lore:
        """The adopted lessons as their pages are at this moment."""
        shelf = self._open_shelf()
        seen = _look(shelf.folder)
        if seen != self._seen:
            self._lore = Lore(shelf.lessons(), self._root)
            self._seen = seen
        return self._lore

    def rank(
        self, question: Question, text: str, files: Sequence[str], index: UnitIndex
    ) -> list[tuple[float, Lesson]]:
        """As `Lore.rank`, with the lessons and the experience of this moment."""
        lore = self.now()
        return lore.rank(question, text, files, index, self._prior() if lore.lessons else _NO_PRIOR)


def prose(lesson: Lesson) -> str:
    """The title and what the page says, without the blocks of its cases; a body that begins so is enough."""
    lines: list[str] = []
    fence = ""
    for line in lesson.body.splitlines():
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~"):
            fence = "" if fence == mark else fence or mark
        elif not fence:
            lines.append(line)
    body = "\n".join(lines).strip()
    while "\n\n\n" in body:
        body = body.replace("\n\n\n", "\n\n")
    if body.startswith(lesson.title):  # what was learnt in one sentence
        return body
    return f"{lesson.title}\n{body}".rstrip()


def _count(lesson: Lesson) -> Counter[str]:
    heading = [lesson.title, lesson.slug, *lesson.triggers.content, *lesson.triggers.prompt]
    counts: Counter[str] = Counter()
    for word in read_words("\n".join(heading)):
        counts[word] += _HEADING
    counts.update(read_words("\n".join([lesson.body, *lesson.applies_to])))
    return counts


def _look(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells one state of the pages from another: names, times of writing, sizes."""
    try:
        with os.scandir(folder) as entries:
            pages = [(page.name, page.stat()) for page in entries if page.name.endswith(".md")]
    except OSError:
        return ()
    return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in pages))
