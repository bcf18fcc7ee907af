"""What init writes and uninstall takes back, as plans that change nothing."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hardwon.core import HardwonError
from hardwon.integrations.changes import Change
from hardwon.integrations.configuration import OWN_FILE, PYPROJECT
from hardwon.integrations.guide import docs_entry, guide_section, lesson_index, review_checklist
from hardwon.integrations.layout import GITHUB_WORKFLOW, Layout, section_places, survey
from hardwon.integrations.seals import OPEN_SEAL, seal
from hardwon.integrations.sections import NotText, Style
from hardwon.integrations.subtrees import (
    guides_of,
    may_hold_guide,
    nested_sections,
    own_guides,
    place_lessons,
)
from hardwon.integrations.targets import (
    YOURS,
    AgentSettingsFile,
    HookFile,
    Result,
    SealedFile,
    SectionFile,
    SettingsFile,
    StaleSection,
    StarterFile,
    Target,
)
from hardwon.integrations.tree import Tree, Unusable
from hardwon.lessons import Lesson

HOME = ".hardwon"
_STATE = f"{HOME}/state/"
_SCHEMA = f"{HOME}/lesson.schema.json"
_INDEX = f"{HOME}/README.md"
_IGNORE = f"{HOME}/.gitignore"
_ATTRIBUTES = f"{HOME}/.gitattributes"
_WORKFLOW = f"""\
# Written by `hardwon init` {OPEN_SEAL}. Change it as you like: a changed file is left alone.
name: hardwon
on:
  pull_request:
  push:
    branches: [main, master]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with:
          python-version: "3.12"
      - run: pip install hardwon
      - run: hardwon check --frozen-baseline
      - run: hardwon lessons verify
      - run: hardwon sync --check
"""


class NoPlace(HardwonError):
    """`.hardwon/` itself cannot be written, so that there is nothing to install into."""


@dataclass(frozen=True, slots=True)
class Starter:
    """What a pack brings: pages for `lessons/` and files for `templates/`, by name, and two checklists.

    `lessons` are the pages as values, `checklist` is for before the work, `questions` are for its review.
    The empty one brings nothing.
    """

    pages: Mapping[str, str] = field(default_factory=dict)
    lessons: tuple[Lesson, ...] = ()
    templates: Mapping[str, str] = field(default_factory=dict)
    checklist: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What a person should know about a path that was left, or left in part."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes to make, in order, and what to say about the rest."""

    changes: tuple[Change, ...]
    notes: tuple[Note, ...]


def plan_init(
    root: Path,
    starter: Starter,
    *,
    lessons: Sequence[Lesson],
    schema: Mapping[str, object],
    guide_budget: int,
    prevented: Mapping[str, int] | None = None,
) -> Plan:
    """What init would write into the repository at `root`; nothing where all of it is there.

    `lessons` are those the repository has, `schema` the JSON Schema of a lesson's front matter,
    `guide_budget` the most tokens of the section in CLAUDE.md and AGENTS.md, `prevented` what is known to
    everybody of how often lessons have prevented a breach.
    Raises `BrokenMarkers`, `NoPlace`.
    """
    tree = Tree(root)
    layout = survey(tree)
    new = [lesson for lesson in starter.lessons if not tree.has(f"{HOME}/lessons/{lesson.slug}.md")]
    known = [*lessons, *new]
    targets: list[Target] = [
        *_starter_files(starter),
        SealedFile(_SCHEMA, _sealed_schema(schema)),
        *_home_sections(lesson_index(known, starter.checklist)),
        SettingsFile(PYPROJECT if tree.has(PYPROJECT) else OWN_FILE),
        HookFile(),
        AgentSettingsFile(),
        *_guides(tree, layout, known, guide_budget, prevented or {}),
        *_meeting_places(layout, known, starter),
    ]
    plan = _plan(tree, targets, lambda target, before: target.install(before))
    if not layout.other_ci:
        return plan
    advice = Note(
        f"CI ({layout.other_ci})",
        "add a step by hand: pip install hardwon && hardwon check --frozen-baseline",
    )
    return Plan(plan.changes, (*plan.notes, advice))


def plan_sync(
    root: Path, lessons: Sequence[Lesson], *, guide_budget: int, prevented: Mapping[str, int] | None = None
) -> Plan:
    """What keeps the sections of CLAUDE.md and AGENTS.md current, in the repository's top and below.

    The arguments are those of `plan_init`. Raises `BrokenMarkers`.
    """
    tree = Tree(root)
    targets = _guides(tree, survey(tree), lessons, guide_budget, prevented or {})
    return _plan(tree, targets, lambda target, before: target.install(before))


def plan_uninstall(
    root: Path, starter: Starter, *, brought: Sequence[Target] = (), everything: bool = False
) -> Plan:
    """What uninstall would take back; notes name what stays because a person wrote or changed it.

    `brought` are the files of packs; `everything` takes lessons, settings and the other files of `.hardwon/`
    too.
    Raises `BrokenMarkers`, `NoPlace`.
    """
    tree = Tree(root)
    targets: list[Target] = [
        *(SectionFile(path, Style.MARKDOWN) for path in (*section_places(tree), *nested_sections(tree))),
        SettingsFile(PYPROJECT),
        SettingsFile(OWN_FILE),
        HookFile(),
        AgentSettingsFile(),
        SealedFile(GITHUB_WORKFLOW),
        SealedFile(_SCHEMA),
        *_home_sections(""),
        *brought,
        *_starter_files(starter),
    ]
    plan = _plan(tree, targets, lambda target, before: target.take_back(before, everything=everything))
    known = {target.path for target in targets}
    rest = [path for path in tree.files(HOME) if path not in known and not path.startswith(_STATE)]
    if not everything:
        return Plan(plan.changes, (*plan.notes, *(Note(path, YOURS) for path in rest)))
    return Plan((*plan.changes, *(Change(path, tree.read(path), None) for path in rest)), plan.notes)


def _starter_files(starter: Starter) -> Iterator[Target]:
    for folder, files in (("lessons", starter.pages), ("templates", starter.templates)):
        for name, text in sorted(files.items()):
            yield StarterFile(f"{HOME}/{folder}/{name}", text.encode())


def _home_sections(index: str) -> Iterator[Target]:
    yield SectionFile(_IGNORE, Style.TIGHT_HASH, "state/\n")
    # Git sees a conflict where two branches accept neighbours; the baseline may have the lines of both.
    yield SectionFile(_ATTRIBUTES, Style.TIGHT_HASH, "baseline.json merge=union\n")
    yield SectionFile(_INDEX, Style.MARKDOWN, index)


def _guides(
    tree: Tree, layout: Layout, lessons: Sequence[Lesson], budget: int, prevented: Mapping[str, int]
) -> Iterator[Target]:
    """The sections for agents; those below the top have half the budget, since they are read beside it."""

    def may_hold(folder: str) -> bool:
        return may_hold_guide(tree, folder)

    def has_guide(folder: str) -> bool:
        return bool(own_guides(tree, folder))

    placed = place_lessons(lessons, is_folder=may_hold, has_guide=has_guide)
    below = {folder: group for folder, group in sorted(placed.items()) if folder}
    counts = {folder: len(group) for folder, group in below.items()}
    top = guide_section(placed[""], budget=budget, elsewhere=counts, prevented=prevented)
    written = set(layout.guides)
    for path in layout.guides:
        yield SectionFile(path, Style.MARKDOWN, top)
    for folder, group in below.items():
        section = guide_section(group, budget=budget // 2, folder=folder, prevented=prevented)
        for path in guides_of(tree, folder):
            written.add(path)
            yield SectionFile(path, Style.MARKDOWN, section)
    for path in nested_sections(tree):
        if path not in written:
            yield StaleSection(path)


def _meeting_places(layout: Layout, lessons: Sequence[Lesson], starter: Starter) -> Iterator[Target]:
    if layout.review_template:
        asked = {lesson.slug for lesson in starter.lessons} if starter.questions else set()
        checklist = review_checklist(lessons, starter.questions, asked)
        yield SectionFile(layout.review_template, Style.MARKDOWN, checklist)
    if layout.docs_index:
        yield SectionFile(layout.docs_index, Style.MARKDOWN, docs_entry(lessons))
    if layout.workflow:
        yield SealedFile(layout.workflow, seal(_WORKFLOW))


def _sealed_schema(schema: Mapping[str, object]) -> bytes:
    document = {"$comment": f"Written by `hardwon init` {OPEN_SEAL}, renewed by it.", **schema}
    return seal(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _plan(tree: Tree, targets: Iterable[Target], step: Callable[[Target, bytes | None], Result]) -> Plan:
    changes: list[Change] = []
    notes: list[Note] = []
    seen: set[str] = set()
    for target in targets:
        place = tree.canonical(target.path)
        if place in seen:
            continue  # a link to a file that has its section already
        seen.add(place)
        try:
            before = tree.read(target.path)
            result = step(target, before)
        except (Unusable, NotText) as error:
            if isinstance(error, Unusable) and target.path.startswith(f"{HOME}/"):
                raise NoPlace(f"{error.what}; nothing was written", next_step=error.next_step) from error
            notes.append(Note(target.path, f"left alone: {error}"))
            continue
        if result.after != before:
            changes.append(Change(place, before, result.after))
        if result.note:
            notes.append(Note(target.path, result.note))
    return Plan(tuple(changes), tuple(notes))
