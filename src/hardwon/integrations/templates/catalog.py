"""The templates there are: a team's own, those of packs, the good cases of adopted lessons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from hardwon.core import HardwonError
from hardwon.lessons import Lesson, Pack


class NoSuchTemplate(HardwonError):
    """There is no template of that name."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text to copy. `source` is the file or the page that it is from, `ending` that of its file."""

    name: str
    about: str
    source: str
    ending: str
    text: str


def catalog(own: Mapping[str, str], packs: Iterable[Pack], lessons: Iterable[Lesson]) -> tuple[Template, ...]:
    """All templates, each name once: `own` (text by path) go before packs, and those before lessons.

    Of an adopted lesson that is the file of its first Python case that shows the cure.
    """
    found: dict[str, Template] = {}
    for path, text in sorted(own.items()):
        _add(found, path.rpartition("/")[2], path, text)
    for pack in packs:
        for name, text in sorted(pack.templates.items()):
            _add(found, name, f"pack {pack.name}", text)
    for lesson in sorted(lessons, key=lambda one: one.slug):
        text = _cure(lesson)
        if text and lesson.status == "adopted":
            found.setdefault(lesson.slug, Template(lesson.slug, lesson.title, lesson.path, ".py", text))
    return tuple(found.values())


def find_template(templates: Iterable[Template], name: str) -> Template:
    """The template called `name`. Raises `NoSuchTemplate`."""
    by_name = {one.name: one for one in templates}
    if name in by_name:
        return by_name[name]
    near = get_close_matches(name, by_name, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join([*by_name, 'module'])}"
    raise NoSuchTemplate(f"there is no template {name}", next_step=hint)


def _add(found: dict[str, Template], file: str, source: str, text: str) -> None:
    name, dot, ending = file.removesuffix(".txt").partition(".")
    about = text.strip().splitlines()[0].strip("\"#' ") if text.strip() else ""
    found.setdefault(name, Template(name, about, source, dot + ending, text))


def _cure(lesson: Lesson) -> str:
    """The first file that the good side of a case has, and the bad side has not, or otherwise."""
    bad = {case.name: case.texts() for case in lesson.cases if case.bad}
    for case in lesson.cases:
        if case.bad or case.language != "python" or case.name not in bad:
            continue
        for path, text in case.texts().items():
            if path.endswith(".py") and bad[case.name].get(path) != text:
                return text
    return ""
