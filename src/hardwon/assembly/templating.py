"""Templates filled with a project's own names, checked as if they were saved there."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.assembly.checking import inspect
from hardwon.assembly.configuration import environment
from hardwon.assembly.workspace import Workspace
from hardwon.check import may_matter
from hardwon.core import HardwonError
from hardwon.integrations import Left, ProjectNames, Template, Used, adapt, catalog, module_files, survey
from hardwon.lessons import Work, checklist_for, pack, pack_names, whole_file
from hardwon.scribe import Git, GitFailed

if TYPE_CHECKING:
    from hardwon.check import Finding
    from hardwon.lessons import Lesson

_ALWAYS = "async-jobs"  # its job and task are what the command is for
_MOST_FILES = 5000  # of Python that are read for names
_LONGEST = 500_000  # bytes of one
_SECONDS = 10  # that git has to list files
_NEVER = frozenset({"node_modules", "__pycache__", "venv", "site-packages", "build", "dist"})


class Occupied(HardwonError):
    """A file that was to be written is there already."""


class OutsideHere(HardwonError):
    """A module is to be written where the repository does not reach."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A template in a project's names.

    `files` are texts by path, relative to the repository where they lie in it. `lessons` are those that it
    follows, `findings` what `hardwon check` says of it all the same.
    """

    name: str
    source: str
    files: Mapping[str, str]
    used: tuple[Used, ...] = ()
    left: tuple[Left, ...] = ()
    lessons: "tuple[Lesson, ...]" = ()
    findings: "tuple[Finding, ...]" = ()


def templates_of(workspace: Workspace, only: str = "") -> tuple[Template, ...]:
    """The templates of the repository: its own, those of packs that it has lessons of, cures of lessons.

    `only` names one pack. Raises `NoSuchPack`.
    """
    if only:
        return catalog({}, [pack(only)], ())
    adopted = workspace.shelf().adopted()
    slugs = {lesson.slug for lesson in adopted}
    packs = [one for name in pack_names() if (one := pack(name)).name == _ALWAYS or _has(one.pages, slugs)]
    home = workspace.places.home / "templates"
    own = {f".hardwon/templates/{one.name}": one.read_text("utf-8") for one in sorted(home.glob("*.txt"))}
    return catalog(own, packs, adopted)


def fill(workspace: Workspace, template: Template, own_name: str, out: Path | None) -> Filled:
    """`template` in the names of the repository; its function is called `own_name` where that is given."""
    names = names_of(workspace)
    ending = template.ending
    path = _path(workspace, out) or "/".join(
        filter(None, [names.package, f"{own_name or template.name}{ending}"])
    )
    if ending not in (".py", ".pyi"):
        return Filled(template.name, template.source, {path: template.text})
    adapted = adapt(template.text, names, own_name=own_name)
    followed = checklist_for(Work((whole_file(path, adapted.text),)), workspace.shelf())
    return Filled(
        name=template.name,
        source=template.source,
        files={path: adapted.text},
        used=adapted.used,
        left=adapted.left,
        lessons=tuple(item.lesson for item in followed.items),
    )


def new_module(workspace: Workspace, own_name: str, out: Path | None) -> Filled:
    """The skeleton of a module. Raises `BadModuleName`, `OutsideHere`."""
    folder = _path(workspace, out)
    if os.path.isabs(folder):
        raise OutsideHere(f"{out} lies outside the repository", next_step="name a folder in it")
    return Filled("module", "hardwon", module_files(own_name, folder, names_of(workspace)))


def checked(workspace: Workspace, filled: Filled) -> Filled:
    """`filled` with what `hardwon check` would find in it, as if it were saved."""
    settings = workspace.settings.check
    texts = {path: text.encode() for path, text in filled.files.items() if may_matter(path, settings)}
    if not texts or any(os.path.isabs(path) for path in texts):
        return filled
    report = inspect(workspace, [str(workspace.places.root / path) for path in texts], texts=texts)
    return replace(filled, findings=tuple(one for one in report.findings if one.path in texts))


def write_filled(workspace: Workspace, filled: Filled) -> tuple[str, ...]:
    """Writes the files; their paths. Nothing is written over. Raises `Occupied`."""
    places = {path: workspace.places.root / path for path in filled.files}
    for path, place in places.items():
        if os.path.lexists(place):
            raise Occupied(f"{path} is there already", next_step="name another one with --out")
    for path, place in places.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            with place.open("x", encoding="utf-8") as stream:
                stream.write(filled.files[path])
        except FileExistsError:
            raise Occupied(f"{path} is there already", next_step="name another one with --out") from None
    return tuple(places)


def names_of(workspace: Workspace) -> ProjectNames:
    """What the repository calls its things."""
    root = workspace.places.root
    texts: dict[str, str] = {}
    for path in _python_files(workspace)[:_MOST_FILES]:
        try:
            data = (root / path).read_bytes()
        except OSError:
            continue
        if len(data) <= _LONGEST:
            texts[path] = data.decode("utf-8", "replace")
    return survey(texts)


def _python_files(workspace: Workspace) -> list[str]:
    """The Python files that git knows or could know; without git, all that lie in no hidden folder."""
    root = workspace.places.root
    if workspace.places.own_git_dir is not None:
        git = Git(root, environment(), seconds=_SECONDS)
        command = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "*.py")
        try:
            return sorted({os.fsdecode(one) for one in git.fields(*command)})
        except (GitFailed, FileNotFoundError):
            pass  # as in a folder without git
    found: list[str] = []
    for folder, below, files in os.walk(root):
        below[:] = sorted(one for one in below if not one.startswith(".") and one not in _NEVER)
        place = Path(folder).relative_to(root)
        found += [(place / file).as_posix() for file in sorted(files) if file.endswith(".py")]
    return found


def _path(workspace: Workspace, out: Path | None) -> str:
    """Where a file is to be, relative to the repository where it lies in it; empty for none named."""
    if out is None:
        return ""
    absolute = Path(os.path.normpath(Path.cwd() / out))
    for form in (absolute, absolute.parent.resolve() / absolute.name):
        if form.is_relative_to(workspace.places.root):
            return form.relative_to(workspace.places.root).as_posix()
    return str(absolute)


def _has(pages: Mapping[str, str], slugs: set[str]) -> bool:
    return any(name.removesuffix(".md") in slugs for name in pages)
