"""A sealed file: one that init makes whole, with a digest of its own text in it.

The seal tells, in any clone and after any upgrade, whether a person has changed the file since.
"""

import hashlib
import re
from enum import Enum

_SEAL = re.compile(rb"\(hardwon seal ([0-9a-f]{12})\)")
OPEN_SEAL = "(hardwon seal 000000000000)"


class Seal(Enum):
    """What a file's seal says: `INTACT` as hardwon wrote it, `CHANGED` since, `FOREIGN` none of ours."""

    INTACT = "intact"
    CHANGED = "changed"
    FOREIGN = "foreign"


def seal(text: str) -> bytes:
    """`text`, which holds `OPEN_SEAL` once, with its digest in the seal's place."""
    data = text.encode()
    return data.replace(OPEN_SEAL.encode(), f"(hardwon seal {_digest(data)})".encode(), 1)


def read_seal(data: bytes) -> Seal:
    """What the seal of a file's bytes says; line ends that git converted do not break it."""
    match = _SEAL.search(data)
    if match is None:
        return Seal.FOREIGN
    opened = data[: match.start()] + OPEN_SEAL.encode() + data[match.end() :]
    return Seal.INTACT if _digest(opened) == match[1].decode() else Seal.CHANGED


def same_text(one: bytes, other: bytes) -> bool:
    """Whether two files' bytes differ in nothing but the kind of their line ends."""
    return one.replace(b"\r\n", b"\n") == other.replace(b"\r\n", b"\n")


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data.replace(b"\r\n", b"\n"), digest_size=6).hexdigest()
