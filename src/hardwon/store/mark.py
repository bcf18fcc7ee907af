"""How far the journal was seen, kept beside it: what tells that its history was cut."""

import os
from pathlib import Path

_WIDTH = 64


class Mark:
    """One line in a file, `EPOCH OFFSET`, overwritten in place after each commit.

    It never runs ahead of the database: a database that ends before its mark was restored from an older copy.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def read(self) -> tuple[str, int]:
        """The epoch and offset last written; `("", 0)` where there are none."""
        words = os.pread(self._descriptor, _WIDTH, 0).decode("ascii", "replace").split()
        return (words[0], int(words[1])) if len(words) == 2 and words[1].isdecimal() else ("", 0)

    def write(self, epoch: str, offset: int) -> None:
        os.pwrite(self._descriptor, f"{epoch} {offset}".ljust(_WIDTH - 1).encode() + b"\n", 0)

    def close(self) -> None:
        os.close(self._descriptor)
