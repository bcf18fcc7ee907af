"""What the process that checks knows from check to check, and when it may say it again without looking."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hardwon.assembly.linters import open_linter
from hardwon.assembly.user_rules import page_stamps
from hardwon.assembly.workspace import Workspace
from hardwon.check import Kept, Report

# Where the kernel tells of each write as it is made. Others, such as NFS, are written to from elsewhere.
_LOCAL = frozenset({"bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "overlay", "tmpfs", "xfs", "zfs"})


@dataclass(frozen=True, slots=True)
class _Held:
    beat: object
    outside: object
    report: Report


class Known:
    """The manifest of the last check, and the last report on all of the repository at `root`.

    `beat` is set before each question: a value that differs after any touch of a file in `root`, None where
    that cannot be told. While it stays, the report is still true, and nothing need be looked at: so a check
    takes as long in a large repository as in a small one. (What a program writes through a memory map nobody
    is told of; no editor and no git does that.)
    """

    def __init__(self, root: Path) -> None:
        self.kept = Kept()
        self.beat: object = None
        self._root = root
        self._held: _Held | None = None

    def still(self, workspace: Workspace) -> Report | None:
        """The report on all of `workspace`, if nothing can have changed since."""
        held = self._held
        if held is None or self.beat is None or workspace.places.root != self._root:
            return None
        if held.beat != self.beat or held.outside != _outside(workspace):
            return None
        return held.report

    def learn(self, workspace: Workspace, report: Report) -> None:
        """Takes in a report on all of `workspace`, made after `beat` was."""
        if workspace.places.root != self._root:
            return
        self._held = None
        if self.beat is not None and _is_all_told(self._root, {*report.ran, *self.kept.paths()}):
            self._held = _Held(self.beat, _outside(workspace), report)


def _outside(workspace: Workspace) -> object:
    """What a report rests on beside the files under watch."""
    places = workspace.places
    excluded = places.git_dir / "info/exclude" if places.git_dir else None
    return (
        workspace.settings.check,
        open_linter(workspace).version(),
        page_stamps(workspace),
        _stamp(excluded) if excluded else None,
    )


def _stamp(file: Path) -> tuple[int, int, int] | None:
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _is_all_told(root: Path, paths: Iterable[str]) -> bool:
    """Whether each write to one of `paths` touches a directory under watch: none has a second name."""
    if not _is_local(root):
        return False
    top = str(root)
    try:
        for path in paths:
            status = os.lstat(f"{top}/{path}")
            if stat.S_ISLNK(status.st_mode) or status.st_nlink > 1:
                return False
    except OSError:
        return False
    return True


def _is_local(root: Path) -> bool:
    """Whether all below `root` lies on one file system that only this machine writes to."""
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    mounts = [(_unescaped(words[1]), words[2]) for words in map(str.split, lines) if len(words) > 2]
    top = str(root)
    if any(place.startswith(f"{top}/") for place, _ in mounts):
        return False
    above = [(len(place), kind) for place, kind in mounts if f"{top}/".startswith(f"{place.rstrip('/')}/")]
    return bool(above) and max(enumerate(above), key=lambda one: (one[1][0], one[0]))[1][1] in _LOCAL


def _unescaped(place: str) -> str:
    for code, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        place = place.replace(code, sign)
    return place
