"""The lessons of a repository, read from their pages."""

import errno
import os
import stat
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from hardwon.lessons.pages.lesson import BadLesson, BuiltInRule, Lesson, NoSuchLesson, Problem
from hardwon.lessons.pages.page import read_page


@dataclass(frozen=True, slots=True)
class _Contents:
    lessons: tuple[Lesson, ...]
    problems: tuple[Problem, ...]


class Shelf:
    """The pages in a folder, `*.md`; read at the first question and then kept.

    A folder that does not exist is an empty shelf. `README.md` and names that begin with a dot are no
    lessons. Paths are told relative to `root`, by default the folder two above. `known_rules` are the
    built-in rules' slugs; None leaves a page's slug unchecked.
    """

    def __init__(
        self, folder: Path, *, root: Path | None = None, known_rules: Collection[str] | None = None
    ) -> None:
        self.folder = folder
        self._root = root or folder.parent.parent
        self._known_rules = known_rules
        self._contents: _Contents | None = None

    def lessons(self) -> tuple[Lesson, ...]:
        """Every lesson whose page can be read, whatever its status, by slug."""
        return self._read().lessons

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the pages that could not be read; they hide no other."""
        return self._read().problems

    def adopted(self) -> tuple[Lesson, ...]:
        """The lessons that count: neither candidates nor retired."""
        return tuple(lesson for lesson in self.lessons() if lesson.status == "adopted")

    def get(self, slug: str) -> Lesson:
        """The lesson called `slug`. Raises `BadLesson` where its page is broken, `NoSuchLesson`."""
        for lesson in self.lessons():
            if lesson.slug == slug:
                return lesson
        own = tuple(p for p in self.problems() if Path(p.path).stem == slug)
        if own:
            raise BadLesson(own)
        slugs = [lesson.slug for lesson in self.lessons()]
        near = get_close_matches(slug, slugs, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else "`hardwon lessons list` shows them"
        raise NoSuchLesson(f"no lesson is called {slug}", next_step=hint)

    def find(self, beginning: str) -> Lesson:
        """The lesson called `beginning`, or the only one whose slug begins so. Raises as `get` does."""
        begun = [lesson for lesson in self.lessons() if lesson.slug.startswith(beginning)]
        exact = any(lesson.slug == beginning for lesson in begun)
        if exact or not beginning or not begun:
            return self.get(beginning)
        if len(begun) > 1:
            names = ", ".join(lesson.slug for lesson in begun)
            raise NoSuchLesson(
                f"{len(begun)} lessons begin with {beginning}", next_step=f"write one of {names}"
            )
        return begun[0]

    def by_rule(self) -> dict[str, Lesson]:
        """The adopted lesson of each built-in rule, by the rule's slug; of two the one that cost more."""
        found: dict[str, Lesson] = {}
        for lesson in sorted(self.adopted(), key=lambda lesson: (lesson.cost, lesson.slug)):
            if isinstance(lesson.rule, BuiltInRule):
                found[lesson.rule.slug] = lesson
        return found

    def name(self, file: Path) -> str:
        """The path of a page as problems and lessons tell it."""
        return file.relative_to(self._root).as_posix()

    def forget(self) -> None:
        """Reads the pages again at the next question: one was changed."""
        self._contents = None

    def _read(self) -> _Contents:
        if self._contents is None:
            self._contents = self._read_pages()
        return self._contents

    def _read_pages(self) -> _Contents:
        lessons: dict[str, Lesson] = {}
        problems: list[Problem] = []
        try:
            files = sorted(
                (self.folder / name for name in os.listdir(self.folder)), key=lambda file: file.name
            )
        except FileNotFoundError:
            return _Contents((), ())
        except OSError as unread:
            what = f"cannot be read: {unread.strerror}"
            return _Contents((), (Problem(self.name(self.folder), 1, what, "make it a readable folder"),))
        for file in files:
            if not _is_page(file.name):
                continue
            path = self.name(file)
            try:
                lesson = read_page(_bytes(file), path=path, known_rules=self._known_rules)
            except BadLesson as bad:
                problems.extend(bad.problems)
                continue
            except OSError as unread:
                problems.append(
                    Problem(path, 1, f"cannot be read: {unread.strerror}", "make it a readable file")
                )
                continue
            twin = lessons.get(lesson.slug.casefold())
            if twin is not None:
                problems.append(
                    Problem(
                        path,
                        1,
                        f"slug `{lesson.slug}` is taken by {twin.path}",
                        "rename one of the files, or merge them",
                    )
                )
                continue
            lessons[lesson.slug.casefold()] = lesson
        return _Contents(tuple(lessons[key] for key in sorted(lessons)), tuple(problems))


def _is_page(name: str) -> bool:
    return name.endswith(".md") and not name.startswith(".") and name.casefold() != "readme.md"


def _bytes(file: Path) -> bytes:
    mode = file.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "it is no file")  # reading a pipe would wait for ever
    return file.read_bytes()
