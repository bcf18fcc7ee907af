"""The lessons that a file calls for by its path and its content, without an index."""

from collections.abc import Sequence
from pathlib import Path

import pathspec

from hardwon.lessons.pages.lesson import Lesson

_LONGEST_FILE = 200_000  # bytes of a file that are searched for triggers
_ANY_FILE = frozenset(("*", "**", "**/*", "/**", "/**/*"))  # a lesson about commands has to say something


def applying_to(lessons: Sequence[Lesson], files: Sequence[str], root: Path) -> tuple[Lesson, ...]:
    """Those of `lessons` that are adopted and apply to one of `files`, the most costly first.

    `files` are relative to `root`. A lesson with content triggers applies where one stands in the file;
    to a file that cannot be read it applies by its path. One without them that covers all files whatever
    (`**`) is about none of them.
    """
    texts = {file: read_folded(root, file) for file in files}
    found = [
        lesson
        for lesson in lessons
        if lesson.status == "adopted"
        and lesson.applies_to
        and any(calls_for(lesson, texts[file]) for file in _matching(lesson, files))
    ]
    return tuple(sorted(found, key=lambda lesson: (-lesson.cost, lesson.slug)))


def _matching(lesson: Lesson, files: Sequence[str]) -> list[str]:
    return list(pathspec.GitIgnoreSpec.from_lines(lesson.applies_to).match_files(files))


def calls_for(lesson: Lesson, content: str) -> bool:
    """Whether one of the content triggers stands in `content` (without case), where there are both.

    Where there are no triggers, whether `applies-to` tells one file from another.
    """
    wanted = lesson.triggers.content
    if not wanted:
        return any(glob not in _ANY_FILE for glob in lesson.applies_to if not glob.startswith("!"))
    return not content or any(word.casefold() in content for word in wanted)


def read_folded(root: Path, file: str) -> str:
    """The file's text without case; empty where there is none to read (it may be about to be written)."""
    try:
        with (root / file).open("rb") as stream:
            return stream.read(_LONGEST_FILE).decode("utf-8", "replace").casefold()
    except (OSError, ValueError):
        return ""
