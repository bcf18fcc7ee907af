"""Which lines are different from those of a commit; asked of git."""

import os
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from hardwon.assembly.configuration import environment
from hardwon.core import HardwonError, Places
from hardwon.scribe import Git, GitFailed

if TYPE_CHECKING:
    from hardwon.check import Finding

_WHOLE = ((1, sys.maxsize),)
# What a user's configuration may say otherwise is said here: the output is read by a program.
_DIFF = (
    "diff", "-z", "--raw", "--patch", "--unified=0", "--inter-hunk-context=0", "--find-renames", "--no-color",
    "--no-relative", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all",
)  # fmt: skip
_SECTION = re.compile(rb"^diff --git ", re.MULTILINE)
_BINARY = re.compile(rb"^Binary files ", re.MULTILINE)
_HUNK = re.compile(rb"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_DEEPEN = "fetch its whole history: `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout"


class NoDifference(HardwonError):
    """What has changed since the commit cannot be told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The lines of the working tree that `base`, a commit, does not have: by path, ranges with both ends."""

    base: str
    lines: Mapping[str, tuple[tuple[int, int], ...]]

    def touches(self, finding: "Finding") -> bool:
        """Whether the finding's span has a line that was added or changed."""
        ranges = self.lines.get(finding.path, ())
        return any(first <= finding.end_line and finding.line <= last for first, last in ranges)


def difference_since(places: Places, reference: str) -> Difference:
    """What the working tree, with what is not committed and not even added, has beyond the point where the
    current branch left `reference`. Raises `NoDifference`.
    """
    if places.git_dir is None:
        raise NoDifference(
            f"{places.root} is no git repository: nothing to compare with", next_step="check it all"
        )
    git = Git(places.root, environment())
    try:
        base = _branching_point(git, reference)
        lines = dict(_changed(git, base))
        for path in git.fields("ls-files", "-z", "--others", "--exclude-standard"):
            lines[os.fsdecode(path)] = _WHOLE
    except FileNotFoundError:
        raise NoDifference("git is not installed", next_step="install it, or check it all") from None
    except GitFailed as error:
        raise NoDifference(f"git diff {reference}: {error}", next_step="mend that, or check it all") from None
    return Difference(base, lines)


def uncommitted(places: Places, paths: Collection[str]) -> Difference:
    """What the files of `paths` have beyond the last commit: one question to git, or two.

    Raises `NoDifference`.
    """
    git = Git(places.root, environment())
    try:
        lines = dict(_changed(git, "HEAD", *sorted(paths)))
        rest = sorted(set(paths) - lines.keys())
        tracked = {os.fsdecode(path) for path in git.fields("ls-files", "-z", "--", *rest)} if rest else set()
    except (FileNotFoundError, GitFailed) as error:
        raise NoDifference(f"git diff HEAD: {error}", next_step="commit something first") from None
    return Difference("HEAD", lines | {path: _WHOLE for path in rest if path not in tracked})


def _branching_point(git: Git, reference: str) -> str:
    if not git.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}"):
        raise NoDifference("there is no commit yet to compare with", next_step="commit something first")
    # A leading dash would be an option.
    there = "" if reference.startswith("-") else _commit(git, reference)
    shallow = git.line("rev-parse", "--is-shallow-repository") == "true"
    if not there:
        step = f"{_DEEPEN}; then `git branch -a` lists what there is" if shallow else "`git branch -a` lists"
        step = step if shallow else f"{step} what there is, `git fetch` brings what is not here yet"
        raise NoDifference(f"git knows no commit `{reference}` here", next_step=step)
    base = git.line("merge-base", there, "HEAD")
    if not base:
        why = ": this clone is shallow" if shallow else ""
        step = _DEEPEN if shallow else "name a branch that shares history with this one"
        raise NoDifference(f"`{reference}` and HEAD have no commit in common{why}", next_step=step)
    return base


def _commit(git: Git, reference: str) -> str:
    try:
        return git.line("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")
    except GitFailed:
        return ""


def _changed(git: Git, base: str, *paths: str) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    fields = git.fields(*_DIFF, base, "--", *paths)
    records: list[tuple[bytes, str]] = []
    for field in fields:
        if not field.startswith(b":"):
            break  # the empty one between the list and the patch
        status, name = field.rpartition(b" ")[2][:1], next(fields)
        if status in b"RC":
            name = next(fields)
        records.append((status, os.fsdecode(name)))
    patch = b"\0".join(chain(fields))
    # The patch has the list's order; names in it would have to be guessed at.
    sections = iter(_SECTION.split(patch)[1:])
    for status, path in records:
        if status in b"UT":  # a conflict, and a link that became a file (a deletion and an addition)
            for _ in range(2 if status == b"T" else 0):
                next(sections, b"")
            yield path, _WHOLE
            continue
        section = next(sections, b"")
        if status != b"D":
            yield path, _WHOLE if _BINARY.search(section) else tuple(_ranges(section))


def _ranges(section: bytes) -> Iterator[tuple[int, int]]:
    for hunk in _HUNK.finditer(section):
        first, count = int(hunk[1]), int(hunk[2] or b"1")
        if count:
            yield first, first + count - 1
