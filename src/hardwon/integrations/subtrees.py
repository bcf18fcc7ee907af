"""In which folder's guide a lesson is told: at the top, or where all that it applies to lies."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from hardwon.core import SECTION_BEGIN
from hardwon.integrations.layout import imports
from hardwon.integrations.tree import Tree, Unusable
from hardwon.lessons import Lesson

ENOUGH = 3  # lessons for which a folder gets a guide that had none
GUIDE_NAMES = ("CLAUDE.md", "AGENTS.md")
_NO_PLACE = ("node_modules", "__pycache__", "venv", "vendor")
_SUBMODULE = re.compile(r"^\s*path\s*=\s*(.+?)/?\s*$", re.MULTILINE)
_WILD = re.compile(r"[*?\[\\]")


def place_lessons(
    lessons: Iterable[Lesson], *, is_folder: Callable[[str], bool], has_guide: Callable[[str], bool]
) -> Mapping[str, tuple[Lesson, ...]]:
    """The adopted ones of `lessons` by the folder whose guide tells them, each in one; the top is empty.

    A lesson about a single sub-tree goes to the nearest folder above what it applies to that has a guide
    already. Where none has, a folder gets one that unites `ENOUGH` such lessons; what unites more than half
    of all lessons is the project itself, and stays at the top.
    """
    adopted = [lesson for lesson in lessons if lesson.status == "adopted"]
    placed: dict[str, list[Lesson]] = {"": []}
    homeless: dict[str, list[Lesson]] = {}
    for lesson in adopted:
        scope = _existing(scope_of(lesson, is_folder), is_folder)
        near = next((folder for folder in _upward(scope) if has_guide(folder)), "")
        if near or not scope:
            placed.setdefault(near, []).append(lesson)
        else:
            homeless.setdefault(scope, []).append(lesson)
    while homeless:
        folder = max(homeless, key=lambda path: (path.count("/"), path))
        group = homeless.pop(folder)
        if len(group) >= ENOUGH and len(group) * 2 <= len(adopted):
            placed[folder] = group
            continue
        above = str(PurePosixPath(folder).parent)
        (placed[""] if above == "." else homeless.setdefault(above, [])).extend(group)
    return {folder: tuple(group) for folder, group in placed.items()}


def scope_of(lesson: Lesson, is_folder: Callable[[str], bool]) -> str:
    """The folder in which all lies that `lesson` applies to, a path of the repository; empty for the top."""
    globs = [glob for glob in lesson.applies_to if not glob.startswith("!")]
    folders = [_folder_of(glob, is_folder) for glob in globs]
    return "/".join(_common([folder.split("/") for folder in folders if folder])) if all(folders) else ""


def guides_of(tree: Tree, folder: str) -> tuple[str, ...]:
    """The guides for a sub-tree's lessons: those that it has, else those that it may have.

    One that takes in the other (`@AGENTS.md`) is left to it. None where links lead both out of the folder.
    """
    there = own_guides(tree, folder)
    if len(there) == 2 and imports(tree, there[0], PurePosixPath(there[1]).name):
        return there[1:]
    return there or tuple(f"{folder}/{name}" for name in GUIDE_NAMES if not tree.named(folder, name))


def own_guides(tree: Tree, folder: str) -> tuple[str, ...]:
    """The guides that are in `folder`, CLAUDE.md first; each once, however they are linked."""
    there = dict.fromkeys(map(tree.canonical, tree.named(folder, *GUIDE_NAMES)))
    return tuple(path for path in there if path.startswith(f"{folder}/"))


def nested_sections(tree: Tree) -> tuple[str, ...]:
    """Every guide below the top that has a section of ours, sorted; another project's are not looked at."""
    return tuple(sorted(_with_section(tree)))


def may_hold_guide(tree: Tree, folder: str) -> bool:
    """Whether `folder` is one of the project's own, with nothing hidden or foreign on the way to it.

    Submodules are foreign also where they are not checked out.
    """
    path = tree.root
    if any(f"{folder}/".startswith(f"{module}/") for module in _submodules(tree)):
        return False
    for name in folder.split("/"):
        path = path / name
        if name.startswith(".") or name in _NO_PLACE or path.is_symlink() or not path.is_dir():
            return False
        if _is_foreign(path):
            return False
    return bool(guides_of(tree, folder))


def _with_section(tree: Tree) -> Iterator[str]:
    top = os.path.realpath(tree.root)
    names = {name.casefold() for name in GUIDE_NAMES}
    for directory, folders, files in os.walk(top):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and name not in _NO_PLACE and not _is_foreign(Path(directory, name))
        ]
        for name in files if directory != top else ():
            path = os.path.relpath(os.path.join(directory, name), top)
            if name.casefold() in names and _has_section(tree, path):
                yield tree.canonical(path)


def _has_section(tree: Tree, path: str) -> bool:
    try:
        return SECTION_BEGIN.encode() in (tree.read(path) or b"")
    except Unusable:
        return False


def _submodules(tree: Tree) -> list[str]:
    try:
        return _SUBMODULE.findall((tree.read(".gitmodules") or b"").decode("utf-8", "replace"))
    except Unusable:
        return []


def _is_foreign(folder: Path) -> bool:
    return os.path.lexists(folder / ".git") or (folder / ".hardwon").is_dir()


def _folder_of(glob: str, is_folder: Callable[[str], bool]) -> str:
    """The folder in which all lies that a gitignore pattern means; empty where it may lie anywhere."""
    if "/" not in glob.rstrip("/"):
        return ""
    names = glob.strip("/").split("/")
    wild = next((at for at, name in enumerate(names) if _WILD.search(name)), len(names))
    path = "/".join(names[:wild])
    if wild == len(names) and not is_folder(path):
        path = path.rpartition("/")[0]
    return path


def _common(paths: list[list[str]]) -> list[str]:
    return [names[0] for names in _until_they_differ(zip(*paths, strict=False))]


def _until_they_differ(rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        if len(set(row)) > 1:
            return
        yield row


def _upward(folder: str) -> Iterator[str]:
    """`folder` and those above it, without the top."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _existing(folder: str, is_folder: Callable[[str], bool]) -> str:
    return next((above for above in _upward(folder) if is_folder(above)), "")
