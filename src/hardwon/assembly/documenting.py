"""The index of lessons among the project's documents, with what this machine's journal counts."""

import os
from dataclasses import dataclass
from pathlib import Path

from hardwon.assembly.noting import open_figures
from hardwon.assembly.workspace import Workspace
from hardwon.core import HardwonError
from hardwon.integrations import Plan, counted_on, plan_docs
from hardwon.lessons import LessonIndex, arrange_lessons, reckon


class OutsideRepository(HardwonError):
    """The folder for the documents is not in the repository."""


@dataclass(frozen=True, slots=True)
class Documents:
    """What would be written below `folder`, and the index that it shows."""

    folder: str
    index: LessonIndex
    plan: Plan


def plan_documents(workspace: Workspace, folder: Path | None = None, *, counts: bool = True) -> Documents:
    """The documents in `folder`, by default that of the settings; nothing is written.

    A journal is one machine's, the page everybody's: what it says was prevented never shrinks because
    somebody else's journal knows of less. Without `counts` it is taken as it says. Raises
    `OutsideRepository`, and as `plan_docs` does.
    """
    root = workspace.places.root
    inside = _inside(root, folder or root / workspace.settings.docs)
    counted = dict(counted_on(root, inside))
    if counts:
        for slug, prevented in _prevented(workspace).items():
            counted[slug] = max(prevented, counted.get(slug, 0))
    shelf = workspace.shelf()
    index = arrange_lessons(shelf, counted)
    return Documents(inside, index, plan_docs(root, inside, index, shelf))


def _prevented(workspace: Workspace) -> dict[str, int]:
    with open_figures(workspace) as reader:
        stats = reckon(
            reader, workspace.shelf().adopted(), now=workspace.clock.now(), root=workspace.places.root
        )
    return {one.slug: one.counts["prevented"] for one in stats.lessons if one.counts["prevented"]}


def _inside(root: Path, folder: Path) -> str:
    """`folder` relative to `root`, with `/`; empty for `root` itself."""
    found = os.path.relpath(os.path.abspath(folder), root).replace(os.sep, "/")
    if found == ".." or found.startswith("../"):
        raise OutsideRepository(f"{folder} is not in {root}", next_step="name a folder of the repository")
    return "" if found == "." else found
