"""Runs rules over a project: discovers, parses, links, checks, remembers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from hardwon.check.cache import FactCache
from hardwon.check.findings import Report
from hardwon.core import CheckSettings


def check_texts(files: Mapping[str, str], *, rules: Sequence[str] = ()) -> Report:
    """The findings in a small project given as text by path; only those of `rules` where it names any.

    Raises `UnknownRule`.
    """
    raise NotImplementedError


def check_project(
    root: Path,
    paths: Sequence[str] = (),
    *,
    settings: CheckSettings,
    cache: FactCache | None = None,
    texts: Mapping[str, bytes] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """The findings in the repository at `root`; only those in `paths` (files or directories) where it names any.

    All files are linked, whichever are asked for. `texts` stands in for what the disk holds under the same path
    (an editor's unsaved buffer). `progress` is told how many of how many files are done. Raises `UnknownRule`.
    """
    raise NotImplementedError
