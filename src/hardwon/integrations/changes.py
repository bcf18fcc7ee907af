"""Changes to files, planned as values and then made all or none."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from hardwon.core import HardwonError


class NotWritten(HardwonError):
    """The changes could not be made; the sentence says what stands in the files now."""


@dataclass(frozen=True, slots=True)
class Change:
    """One file's bytes before and after; None stands for no file.

    `path` is relative to the repository, with `/`.
    """

    path: str
    before: bytes | None
    after: bytes | None

    @property
    def kind(self) -> str:
        """`created`, `modified` or `deleted`."""
        if self.before is None:
            return "created"
        return "deleted" if self.after is None else "modified"


@dataclass(frozen=True, slots=True)
class _Staged:
    change: Change
    target: Path
    temporary: Path | None
    mode: int


def show_diff(change: Change) -> list[str]:
    """The change as lines of a unified diff, without line ends; bytes that are no UTF-8 show as `\\xNN`."""
    before, after = _lines(change.before), _lines(change.after)
    old = "/dev/null" if change.before is None else f"a/{change.path}"
    new = "/dev/null" if change.after is None else f"b/{change.path}"
    shown: list[str] = []
    for line in unified_diff(before, after, old, new):
        shown.append(line.removesuffix("\n"))
        if not line.endswith("\n") and not line.startswith(("---", "+++", "@@")):
            shown.append("\\ No newline at end of file")
    return shown


def make_changes(
    root: Path, changes: Sequence[Change], *, replace: Callable[[Path, Path], object] = os.replace
) -> None:
    """Makes all of `changes` below `root`, or none: every file is written beside its place, then renamed.

    A file keeps its mode, a link its target; directories that deletions leave empty go with them.
    `replace` renames. Raises `NotWritten`, after which the files are as they were unless it says otherwise.
    """
    made: list[Path] = []
    staged: list[_Staged] = []
    done: list[_Staged] = []
    try:
        for change in changes:
            staged.append(_stage(root, change, made))  # noqa: PERF401  what is staged must be known on failure
        for one in staged:
            _commit(one, replace)
            done.append(one)
    except BaseException as error:  # an interrupt (Ctrl-C) leaves no half of it either
        left = _roll_back(done, replace)
        _clear(staged, made)
        if isinstance(error, OSError):
            raise _explain(error, root, left) from error
        raise
    for one in done:
        if one.temporary is None:
            _prune(one.target.parent, root)


def _stage(root: Path, change: Change, made: list[Path]) -> _Staged:
    """Writes the new bytes beside their place; nobody sees them yet."""
    target = Path(os.path.realpath(root / change.path))
    now = target.read_bytes() if target.is_file() else None
    if now != change.before:
        raise OSError(0, "another program changed it meanwhile", str(target))
    mode = target.stat().st_mode & 0o7777 if now is not None else 0o666 & ~_umask()
    if change.after is None:
        return _Staged(change, target, None, mode)
    _make_directories(target.parent, made)
    return _Staged(change, target, _write_beside(target, change.after, mode), mode)


def _write_beside(target: Path, data: bytes, mode: int) -> Path:
    """A temporary file in `target`'s directory with `data`, on disk for certain."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".hardwon")
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.chmod(name, mode)
    except OSError:
        os.unlink(name)
        raise
    return Path(name)


def _commit(staged: _Staged, replace: Callable[[Path, Path], object]) -> None:
    if staged.temporary is None:
        staged.target.unlink()
    else:
        replace(staged.temporary, staged.target)


def _roll_back(done: Sequence[_Staged], replace: Callable[[Path, Path], object]) -> list[str]:
    """Puts back what was there; the paths for which that failed."""
    left = []
    for one in reversed(done):
        try:
            if one.change.before is None:
                one.target.unlink()
            else:
                _restore(one, one.change.before, replace)
        except OSError:
            left.append(one.change.path)
    return left


def _restore(one: _Staged, data: bytes, replace: Callable[[Path, Path], object]) -> None:
    temporary = _write_beside(one.target, data, one.mode)
    try:
        replace(temporary, one.target)
    except OSError:
        temporary.unlink()
        raise


def _clear(staged: Sequence[_Staged], made: Sequence[Path]) -> None:
    """Takes away temporary files and the directories made for them, as far as they are still there."""
    for one in staged:
        if one.temporary is not None:
            with suppress(OSError):
                one.temporary.unlink(missing_ok=True)
    for directory in reversed(made):
        with suppress(OSError):  # one that holds something is wanted
            directory.rmdir()


def _make_directories(directory: Path, made: list[Path]) -> None:
    missing = []
    while not directory.is_dir():
        if directory.exists():
            raise NotADirectoryError(20, "it is a file where a directory should be", str(directory))
        missing.append(directory)
        directory = directory.parent
    for one in reversed(missing):
        one.mkdir()
        made.append(one)


def _prune(directory: Path, root: Path) -> None:
    """Removes `directory` and its parents below `root` for as long as they are empty."""
    top = Path(os.path.realpath(root))
    while (
        directory != top
        and directory.is_relative_to(top)
        and directory.is_dir()
        and not any(directory.iterdir())
    ):
        try:
            directory.rmdir()
        except OSError:
            return  # an empty directory is no loss, and git does not know it
        directory = directory.parent


def _explain(error: OSError, root: Path, left: Sequence[str]) -> NotWritten:
    where = _shorten(error.filename2 or error.filename or root, root)
    reason = error.strerror or str(error)
    folder = next((str(parent) for parent in Path(where).parents if (root / parent).is_dir()), where)
    state = f"still changed: {', '.join(left)}" if left else "nothing was changed"
    hints = {
        1: f"take care that you may write there (lsattr -d {folder})",
        13: f"take care that you may write there (ls -ld {folder})",
        20: f"move {where} away, then run it again",
        28: "free some space, then run it again",
        30: "mount it for writing, or work in a copy you own",
    }
    hint = hints.get(error.errno or 0, "mend that, then run it again")
    if left:
        hint = f"`git diff` shows what is left; {hint}"
    return NotWritten(f"{where}: {reason}; {state}", next_step=hint)


def _shorten(path: str | bytes | Path, root: Path) -> str:
    path, top = Path(os.fsdecode(path)), Path(os.path.realpath(root))
    if path.suffix == ".hardwon":  # the temporary file beside the one that was meant
        path = path.with_name(path.name[1:].rsplit(".", 2)[0])
    return path.relative_to(top).as_posix() if path.is_relative_to(top) else str(path)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _lines(data: bytes | None) -> list[str]:
    text = (data or b"").decode("utf-8", errors="backslashreplace").replace("\r\n", "\n")
    return [line for line in re.split(r"(?<=\n)", text) if line]


def size_of(directory: Path) -> int:
    """The bytes of all files below `directory`; 0 where there is none. Links are not followed."""
    size = 0
    for folder, _, names in os.walk(directory):
        for name in names:
            with suppress(FileNotFoundError):  # a database's log comes and goes
                size += os.lstat(os.path.join(folder, name)).st_size
    return size


def remove_directory(directory: Path, root: Path) -> None:
    """Removes a directory with all it holds, and its parents below `root` that are empty then.

    An absent one is fine. Raises `NotWritten`.
    """
    try:
        if directory.exists():
            shutil.rmtree(directory)
    except OSError as error:
        raise _explain(error, root, [str(directory)]) from error
    _prune(directory.parent, root)
