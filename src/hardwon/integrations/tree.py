"""A repository's files as init and uninstall see them: never outside it, never through a surprise."""

import os
from dataclasses import dataclass
from pathlib import Path

from hardwon.core import HardwonError


class Unusable(HardwonError):
    """A path that cannot be read or written as a file of this repository."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The files below `root`, by paths relative to it with `/`."""

    root: Path

    def read(self, path: str) -> bytes | None:
        """The file's bytes, None where there is none. Raises `Unusable`."""
        target = Path(os.path.realpath(self.root / path))
        self._require_inside(path, target)
        try:
            if target.is_dir():
                raise Unusable(
                    f"{path} is a directory where a file should be",
                    next_step=f"move {path} away, then run it again",
                )
            for parent in (target, *target.parents):
                if os.path.lexists(parent):
                    break
            if parent != target and not parent.is_dir():
                name = self._name(parent)
                raise Unusable(
                    f"{name} is a file where a directory should be",
                    next_step=f"move {name} away, then run it again",
                )
            if parent != target:
                return None
            if not target.is_file():
                raise Unusable(
                    f"{path} is no ordinary file", next_step=f"move {path} away, then run it again"
                )
            return target.read_bytes()
        except OSError as error:
            raise Unusable(
                f"{path} cannot be read: {error.strerror}",
                next_step=f"take care that you may read it (ls -l {path})",
            ) from error

    def canonical(self, path: str) -> str:
        """The path of the file that `path` leads to through links; absolute where that is outside."""
        return self._name(Path(os.path.realpath(self.root / path)))

    def named(self, folder: str, *names: str) -> tuple[str, ...]:
        """The paths of `folder`'s entries called as one of `names`, in any case; in the order of `names`."""
        try:
            entries = sorted(os.listdir(self.root / folder))
        except OSError:
            return ()
        prefix = f"{folder}/" if folder else ""
        return tuple(
            prefix + entry for name in names for entry in entries if entry.casefold() == name.casefold()
        )

    def files(self, folder: str) -> tuple[str, ...]:
        """All files below `folder`, sorted; none where there is no such folder."""
        found = [
            os.path.relpath(os.path.join(directory, name), self.root).replace(os.sep, "/")
            for directory, _, names in os.walk(self.root / folder)
            for name in names
        ]
        return tuple(sorted(found))

    def has(self, path: str) -> bool:
        """Whether something, of whatever kind, is there."""
        return os.path.lexists(self.root / path)

    def _require_inside(self, path: str, target: Path) -> None:
        if not target.is_relative_to(os.path.realpath(self.root)):
            raise Unusable(
                f"{path} leads out of the repository, to {target}",
                next_step="make it a file of this repository",
            )

    def _name(self, path: Path) -> str:
        top = os.path.realpath(self.root)
        return path.relative_to(top).as_posix() if path.is_relative_to(top) else str(path)
