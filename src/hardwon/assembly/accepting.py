"""The baseline of a repository on disk: read before a check, written after it."""

import os
from collections.abc import Callable
from pathlib import Path

from hardwon.check import BadBaseline, Baseline, Report, Settled
from hardwon.core import Places


class Ledger:
    """The baseline as it was when the check began. Raises `BadBaseline`."""

    def __init__(self, places: Places) -> None:
        self._root = places.root
        self._raw = _read(places.root / Baseline.path)
        self._is_sparse = _is_sparse(places)
        self.baseline = Baseline.read(self._raw) if self._raw is not None else Baseline()

    def settle(self, report: Report, look_at_all: Callable[[], Report]) -> Settled:
        """Holds `report` against the baseline; `look_at_all` is asked only where `report` leaves it open
        whether a finding has moved or was copied.
        """
        if self.baseline.is_unsure(report):
            report = look_at_all()
        return self.baseline.settle(report, self._is_there)

    def write(self, baseline: Baseline) -> None:
        """Puts `baseline` into the file, all of it or nothing. Raises `NotWritten`."""
        from hardwon.integrations import Change, make_changes  # here: most runs write nothing

        if self._raw is None and not baseline.size():
            return
        make_changes(self._root, [Change(Baseline.path, self._raw, baseline.text().encode())])
        self.baseline = baseline

    def _is_there(self, path: str) -> bool:
        # In a sparse checkout a file that is not on disk is not gone.
        return self._is_sparse or os.path.lexists(self._root / path)


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        what = f"{Baseline.path}: cannot be read: {error.strerror}"
        raise BadBaseline(what, next_step="let it be read; nothing was checked or changed") from error


def _is_sparse(places: Places) -> bool:
    if places.git_dir is None:
        return False
    pattern = "info/sparse-checkout"
    return (places.git_dir / pattern).exists() or any(places.git_dir.glob(f"worktrees/*/{pattern}"))
