"""A lesson's Markdown page, read into a value with errors that name the line."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from hardwon.lessons.pages.cases import read_cases
from hardwon.lessons.pages.connectives import CONNECTIVES
from hardwon.lessons.pages.frontmatter import Wrong, compose_front_matter, read_front_matter
from hardwon.lessons.pages.lesson import BadLesson, Lesson, Problem

BOM = "\ufeff"


def read_page(data: bytes | str, *, path: str, known_rules: Collection[str] | None = None) -> Lesson:
    """The lesson on the page `data`; its slug is the name of `path` without `.md`.

    `known_rules` are the slugs that `rule` may name; None lets any pass. A byte order mark and Windows
    line ends are read as if they were not there. Raises `BadLesson` with all that is wrong.
    """
    wrongs: list[Wrong] = []
    slug = PurePosixPath(path.replace("\\", "/")).stem
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", slug):
        good = as_slug(slug) or "a-few-words"
        wrongs.append(Wrong(1, f"`{slug}` cannot be a slug", f"rename the file to `{good}.md`"))
    try:
        front, body, body_line = split_page(decode_page(data))
        lesson = read_front_matter(compose_front_matter(front), known_rules=known_rules, wrongs=wrongs)
    except Wrong as wrong:
        raise BadLesson(_problems(path, [*wrongs, wrong])) from None
    cases = read_cases(body, first_line=body_line, wrongs=wrongs)
    if wrongs:
        raise BadLesson(_problems(path, wrongs))
    return replace(lesson, slug=slug, path=path, body=body.strip("\n"), cases=cases)


def decode_page(data: bytes | str) -> str:
    """The page as text with `\\n` line ends and without byte order mark. Raises `Wrong`."""
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        raise Wrong(line, what, "save the file with the encoding UTF-8") from None
    return text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")


def split_page(text: str) -> tuple[str, str, int]:
    """Front matter, body, and the page's line on which the body begins. Raises `Wrong`.

    The front matter begins on the page's second line.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise Wrong(
            1,
            "the page does not begin with front matter",
            "begin it with the lines `---`, `title: …`, `status: candidate`, `---`",
        )
    for index, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:index]) + "\n", "\n".join(lines[index + 1 :]), index + 2
    raise Wrong(1, "the front matter is not closed", "write a line `---` after its last key")


def as_slug(words: str, *, longest: int = 60) -> str:
    """`words` as a file name: lower case, `-` between; empty where no letter is left.

    What is too long is cut where a phrase can end: after a word that means something.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")
    if len(slug) <= longest:
        return slug
    kept = slug[: longest + 1].split("-")[:-1]
    while len(kept) > 1 and kept[-1] in CONNECTIVES:
        kept.pop()
    return "-".join(kept) or slug[:longest]


def _problems(path: str, wrongs: Iterable[Wrong]) -> tuple[Problem, ...]:
    ordered = sorted(wrongs, key=lambda wrong: wrong.line)
    return tuple(Problem(path, wrong.line, wrong.what, wrong.next_step) for wrong in ordered)
