"""What a decision made of a page, so that it can be taken back where nobody has changed it since."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hardwon.core import HardwonError
from hardwon.lessons.pages.revision import write_whole


class PageChanged(HardwonError):
    """A page is no longer as a decision left it, so the decision cannot be taken back."""


@dataclass(frozen=True, slots=True)
class PageChange:
    """One page before and after: digests (empty where there was no page), and the text that is different.

    `was` stood at the character `at`, where `now` characters stand after it.
    """

    path: str
    before: str
    after: str
    at: int
    was: str
    now: int

    def document(self) -> dict[str, object]:
        """For an event's payload; `read_change` reads it."""
        return {
            "path": self.path,
            "before": self.before,
            "after": self.after,
            "at": self.at,
            "was": self.was,
            "now": self.now,
        }


def compare_pages(path: str, before: bytes | None, after: bytes | None) -> PageChange:
    """How the page `path` came from `before` to `after`; None stands for no page. Both are UTF-8."""
    old, new = (before or b"").decode(), (after or b"").decode()
    at = _alike(old, new)
    tail = _alike(old[at:][::-1], new[at:][::-1])
    return PageChange(
        path, _digest(before), _digest(after), at, old[at : len(old) - tail], len(new) - tail - at
    )


def read_change(document: object) -> PageChange | None:
    """The change that an event's payload tells of; None where it tells of none."""
    if not isinstance(document, Mapping):
        return None
    match dict(document):
        case {
            "path": str(path),
            "before": str(before),
            "after": str(after),
            "at": int(at),
            "was": str(was),
            "now": int(now),
        }:
            return PageChange(path, before, after, at, was, now)
    return None


def take_back(file: Path, change: PageChange) -> PageChange:
    """Makes the page what it was before `change`, byte for byte; gives the change that this was.

    Raises `PageChanged` where it is no longer as `change` left it, or what it was is not known any more
    (a secret was in it); `PageNotWritten`.
    """
    now = file.read_bytes() if file.exists() else None
    if _digest(now) != change.after:
        what = "has been changed since" if now is not None else "is gone"
        step = (
            "change it by hand" if now is not None else f"`git checkout -- {change.path}`, then do it again"
        )
        raise PageChanged(f"{change.path} {what}; it is as it was", next_step=step)
    text = (now or b"").decode()
    old = (text[: change.at] + change.was + text[change.at + change.now :]).encode()
    before = old if change.before else None
    if _digest(before) != change.before:
        raise PageChanged(
            f"what {change.path} said before is not in the journal: secrets are not kept",
            next_step=f"restore it from git: git log -- {change.path}",
        )
    if before is None:
        file.unlink(missing_ok=True)
    else:
        write_whole(file, before)
    return compare_pages(change.path, now, before)


def _alike(one: str, other: str) -> int:
    """How many characters from the beginning are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def _digest(data: bytes | None) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest() if data is not None else ""
