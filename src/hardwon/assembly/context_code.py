"""What the check and the lessons say of the worktree as it is now."""

import os
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hardwon.assembly.at_hand import read_work
from hardwon.assembly.configuration import read_configuration
from hardwon.assembly.context_git import GitParts
from hardwon.assembly.context_stamps import pages, stamp
from hardwon.assembly.workspace import Workspace
from hardwon.core import HardwonError
from hardwon.daemon import Asked, Provider

if TYPE_CHECKING:
    from hardwon.assembly.checking import Checked
    from hardwon.store import JournalReader

_FIRST = 5  # findings that are shown
_FILES = 200  # changed files that are looked at


class ChangesUnknown(HardwonError):
    """Which files are changed could not be told."""


def code_providers(
    workspace: Workspace,
    read: "Callable[[], JournalReader | None]",
    checked: "Checked | None",
    git: GitParts,
) -> list[Provider]:
    """Findings and lessons. `checked` is the daemon's check of the workspace's own worktree.

    Without one nothing is checked, which may take seconds: what the last check came to is told instead.
    """
    findings = _Findings(workspace, checked) if checked is not None else _LastCheck(read)
    lessons = _Lessons(workspace, git.tree_key)
    return [
        Provider("findings", findings.fetch, findings.key),
        # After its status, with time left to say that there was none.
        Provider("lessons", lessons.fetch, lessons.key, git.prepare, timeout=3.5, needs=("status",)),
    ]


class _Findings:
    def __init__(self, workspace: Workspace, checked: "Checked") -> None:
        self._workspace = workspace
        self._checks: dict[Path, Checked] = {workspace.places.root: checked}

    def key(self, asked: Asked) -> Hashable | None:
        """The files of the worktree, and what may lie in it ignored: settings, lessons, baseline."""
        if asked.beat is None:
            return None
        places = asked.places
        files = [
            places.home / "baseline.json",
            *(places.root / f"{name}.toml" for name in ("pyproject", "hardwon")),
        ]
        looks = stamp([*files, *pages(places.lessons)])
        return None if looks is None else (asked.beat, looks)

    def fetch(self, asked: Asked, _: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
        """The open findings of a check of the worktree as it is on disk."""
        from hardwon.assembly.checking import Checked

        places = asked.places
        checked = self._checks.get(places.root)
        if checked is None:
            settings = read_configuration(places.root)
            checked = Checked(replace(self._workspace, places=places, settings=settings))
            self._checks[places.root] = checked
        checked.forget()  # a file may have been saved that the journal does not tell of yet
        report = checked.report()
        severities = Counter(one.severity for one in report.findings)
        order = {"error": 0, "warning": 1, "advice": 2}
        first = sorted(report.findings, key=lambda one: order[one.severity])[:_FIRST]
        return {
            "known": True,
            "checked": None,
            "files": report.files,
            "new": severities["error"] + severities["warning"],
            "errors": severities["error"],
            "accepted": len(report.accepted),
            "unreadable": len(report.errors),
            "first": [
                {"rule": one.rule, "path": one.path, "line": one.line, "severity": one.severity,
                 "message": one.message}
                for one in first
            ],
        }  # fmt: skip


class _LastCheck:
    """What the journal says of the last check of the whole repository."""

    def __init__(self, read: "Callable[[], JournalReader | None]") -> None:
        self._read = read

    def key(self, _: Asked) -> Hashable | None:
        return None

    def fetch(self, _asked: Asked, _: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
        """Its findings in numbers, and when it ran; the files may have changed since."""
        from hardwon.assembly.context_record import latest_events

        last = latest_events(self._read(), "check.ran", 1, lambda event: event.payload.get("whole") is True)
        said = last[0].payload if last else {}
        return {
            "known": bool(last),
            "checked": last[0].time if last else None,
            "files": said.get("files", 0),
            "new": sum(said.get("new", {}).values()),
            "errors": None,
            "accepted": sum(said.get("accepted", {}).values()),
            "unreadable": None,
            "first": [],
        }


class _Lessons:
    def __init__(self, workspace: Workspace, status_key: Callable[[Asked], Hashable | None]) -> None:
        self._workspace = workspace
        self._status_key = status_key

    def key(self, asked: Asked) -> Hashable | None:
        """The changed files with their contents, the pages, and the day, which makes reviews due."""
        status = self._status_key(asked)
        looks = stamp([*pages(asked.places.lessons), asked.places.home / "packs.yaml"])
        return None if status is None or looks is None else (status, looks, self._today())

    def fetch(self, asked: Asked, values: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
        """The checklist for the uncommitted changes, and how many lessons are due for review."""
        places = asked.places
        if "status" not in values:
            raise ChangesUnknown(
                "lessons: which files are changed is not known",
                next_step="see `status`; hardwon recall WORDS",
            )
        changed = [one["path"] for one in values["status"].get("files", ())]
        files = list(islice(_single_files(places.root, changed), _FILES))
        if not places.lessons.is_dir():
            return _lessons_value(files, [])
        from hardwon.lessons import checklist_for, due_lessons

        shelf = replace(self._workspace, places=places).shelf()
        due = len(due_lessons(shelf.adopted(), self._today()))
        if not files or not shelf.adopted():
            return _lessons_value(files, [], due=due)
        asked_for = checklist_for(read_work(places), shelf)
        found = [
            {"slug": one.lesson.slug, "title": one.lesson.title, "cost": one.lesson.cost,
             "text": one.text, "because": one.why}
            for one in asked_for.items
        ]  # fmt: skip
        return _lessons_value(files, found, left=asked_for.left, due=due)

    def _today(self) -> date:
        return self._workspace.clock.now().date()


def _single_files(root: Path, paths: Iterable[str]) -> Iterator[str]:
    """`paths`, in which git names a new directory as one, file by file."""
    for path in paths:
        if not path.endswith("/"):
            yield path
            continue
        for folder, _, names in os.walk(root / path):
            below = Path(folder).relative_to(root).as_posix()
            yield from (f"{below}/{name}" for name in sorted(names))


def _lessons_value(
    files: list[str], found: list[dict[str, object]], *, left: int = 0, due: int = 0
) -> Mapping[str, Any]:
    folder = os.path.commonpath([os.path.dirname(file) for file in files]) if files else ""
    return {
        "files": len(files),
        "under": f"{folder}/" if folder else "",
        "total": len(found) + left,
        "lessons": found,
        "due": due,
    }
