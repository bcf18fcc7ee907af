"""git's own record of where a HEAD has been, line by line, without the names of those who moved it."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hardwon.core import iso
from hardwon.scribe.records import digest_of
from hardwon.scribe.texts import cap, mend

_LINE = re.compile(rb"([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [^\t]*?(\d{1,12}) [+-]\d{4}(?:\t(.*))?", re.DOTALL)
_PERSON = re.compile(r"\S*<?[^<>@\s]+@[^<>\s]+>?")
_MOST = 128 << 10  # bytes of a reflog that are read when it is seen first; older lines are history
_SUBJECT = 500  # characters


@dataclass(frozen=True, slots=True)
class Move:
    """One line: `old` and `new` commit, `time` ISO 8601, git's own word for what was done.

    `name` is the same each time the line is read, and differs for the same move made twice in a second.
    """

    old: str
    new: str
    time: str
    message: str
    name: str


class Reflog:
    """The file of one ref's moves; each move is handed out once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._place: tuple[int, int, int] | None = None  # device, inode, bytes read
        self._second = ""
        self._seen: dict[str, int] = {}

    def read_on(self) -> list[Move]:
        """The moves since the last call; all that are still there where the file was written anew."""
        try:
            with self.path.open("rb") as stream:
                status = os.fstat(stream.fileno())
                place = self._place
                if place is None or place[:2] != (status.st_dev, status.st_ino) or status.st_size < place[2]:
                    self._second, self._seen = "", {}
                    start = max(0, status.st_size - _MOST)
                else:
                    start = place[2]
                if start == status.st_size:
                    return []
                stream.seek(start)
                data = stream.read()
        except OSError:
            self._place = None
            return []
        whole = data[: data.rfind(b"\n") + 1]
        self._place = (status.st_dev, status.st_ino, start + len(whole))
        return list(self._moves(whole))

    def _moves(self, data: bytes) -> Iterator[Move]:
        for line in data.split(b"\n"):
            found = _LINE.fullmatch(line)
            if found is None:
                continue
            message = mend((found[4] or b"").decode("utf-8", "replace"))
            time = _moment(int(found[3]))
            if time != self._second:
                self._second, self._seen = time, {}
            key = digest_of(f"{found[1].decode()} {found[2].decode()} {message}")
            self._seen[key] = number = self._seen.get(key, 0) + 1
            name = f"{found[3].decode()}-{key}" + (f"-{number}" if number > 1 else "")
            clean = cap(_PERSON.sub("", message).strip(), _SUBJECT)
            yield Move(found[1].decode(), found[2].decode(), time, clean, name)


def _moment(seconds: int) -> str:
    return iso(datetime.fromtimestamp(min(seconds, 1 << 36), UTC))
