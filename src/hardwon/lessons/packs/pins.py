"""`.hardwon/packs.yaml`: which packs a repository has, from where, and exactly which content of them."""

import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import yaml

from hardwon.core import HardwonError
from hardwon.lessons.packs.sources import (
    SUBDIRECTORY,
    BadSource,
    FolderSource,
    GitSource,
    ShippedSource,
    Source,
    git_source,
)
from hardwon.lessons.pages.frontmatter import Wrong
from hardwon.lessons.pages.lesson import STATUSES, BadLesson, Status
from hardwon.lessons.pages.page import decode_page, read_page
from hardwon.lessons.pages.revision import change_status

FILE = "packs.yaml"
_FORMAT = 1
_HEAD = (
    "# Written by `hardwon import`: the packs of this repository, each pinned to the content it brought.\n"
    "# `hardwon lessons packs` shows them; `hardwon import NAME --update` moves a pin.\n"
)
_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PAGE = re.compile(r"(lessons/[A-Za-z0-9][A-Za-z0-9_-]*\.md|templates/[A-Za-z0-9][A-Za-z0-9._-]*\.txt)")


class BadPins(HardwonError):
    """`packs.yaml` is not as hardwon writes it."""


class NoSuchPin(HardwonError):
    """No pack of that name was imported here."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file as its pack wrote it: the fingerprint, and the status it was given (a template has none)."""

    sha256: str
    status: Status | None = None

    def fits(self, data: bytes, path: str) -> bool:
        """Whether `data` is all as the pack wrote it, the status too."""
        return fingerprint(data, path) == self.sha256 and status_of(data, path) == self.status


@dataclass(frozen=True, slots=True)
class Pin:
    """One pack as it is here. `files` are those it wrote, by their path in `.hardwon`.

    `commit` is empty where no git repository is behind it; `sha256` is that of the pack's whole content.
    `cautious` is what `--as candidate` asked for: its lessons wait to be adopted. `checklist` and `questions`
    are the pack's own, for what `init` writes: the pack itself is not at hand then.
    """

    name: str
    source: Source
    version: int
    sha256: str
    commit: str = ""
    cautious: bool = False
    files: Mapping[str, Written] = field(default_factory=dict)
    checklist: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pins:
    """All pins of a repository, by name."""

    pins: tuple[Pin, ...] = ()

    def get(self, name: str) -> Pin | None:
        """The pin of that name; None where there is none."""
        return next((pin for pin in self.pins if pin.name == name), None)

    def find(self, name: str) -> Pin:
        """The pin of that name. Raises `NoSuchPin`."""
        found = self.get(name)
        if found is None:
            known = ", ".join(pin.name for pin in self.pins) or "none"
            raise NoSuchPin(f"no pack {name} was imported here", next_step=f"there are: {known}")
        return found

    def from_source(self, source: Source) -> Pin | None:
        """The pin of the same place, whatever its branch or tag."""
        return next((pin for pin in self.pins if same_place(pin.source, source)), None)

    def shipped(self) -> tuple[Pin, ...]:
        """The pins of packs that ship with hardwon."""
        return tuple(pin for pin in self.pins if isinstance(pin.source, ShippedSource))

    def foreign(self) -> "Pins":
        """These without the packs that ship with hardwon."""
        return Pins(tuple(pin for pin in self.pins if not isinstance(pin.source, ShippedSource)))

    def put(self, pin: Pin) -> "Pins":
        """These with `pin` in the place of that of the same name."""
        return Pins(tuple(sorted((*self.without(pin.name).pins, pin), key=lambda one: one.name)))

    def without(self, name: str) -> "Pins":
        """These without the pin of that name."""
        return Pins(tuple(pin for pin in self.pins if pin.name != name))


def same_place(one: Source, other: Source) -> bool:
    """Whether two sources are the same place, at whatever branch, tag or commit."""
    if isinstance(one, GitSource) and isinstance(other, GitSource):
        return (_plain(one.address), one.folder) == (_plain(other.address), other.folder)
    return one == other


def fingerprint(data: bytes, path: str) -> str:
    """The SHA-256 of a file as `Written` keeps it: whatever a page's status, and the kind of line ends."""
    plain = data.replace(b"\r\n", b"\n")
    if path.endswith(".md"):
        with suppress(BadLesson):  # broken here: then it is its bytes
            plain = change_status(plain, path=path, status="adopted")
    return hashlib.sha256(plain).hexdigest()


def status_of(data: bytes, path: str) -> Status | None:
    """The status on a page; None for a template or a page that cannot be read."""
    if not path.endswith(".md"):
        return None
    try:
        return read_page(data, path=path).status
    except BadLesson:
        return None


def read_pins(data: bytes | None) -> Pins:
    """The pins in the bytes of `packs.yaml`; none where there is no file. Raises `BadPins`."""
    if data is None:
        return Pins()
    try:
        document = yaml.load(decode_page(data), Loader=_FAST)
    except (Wrong, yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise _bad("is no YAML", line=mark.line + 1 if mark else 1) from None
    if not isinstance(document, dict) or not isinstance(document.get("packs"), list):
        raise _bad("has no list `packs`")
    if document.get("version") != _FORMAT:
        raise BadPins(
            f".hardwon/{FILE} is of a version other than {_FORMAT}, the one that this hardwon reads",
            next_step="take a newer hardwon: pip install -U hardwon",
        )
    pins = [_pin(entry) for entry in document["packs"]]
    names = [pin.name for pin in pins]
    if len(set(names)) < len(names):
        raise _bad("names a pack twice")
    return Pins(tuple(sorted(pins, key=lambda pin: pin.name)))


def write_pins(pins: Pins) -> bytes | None:
    """The bytes of `packs.yaml`; None, no file, where there is no pin."""
    if not pins.pins:
        return None
    document = {"version": _FORMAT, "packs": [_document(pin) for pin in pins.pins]}
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=1000)
    return (_HEAD + text).encode()


def _document(pin: Pin) -> dict[str, object]:
    document: dict[str, object] = {"name": pin.name}
    match pin.source:
        case GitSource(address, ref, folder):
            document |= {"git": address}
            document |= {key: value for key, value in (("ref", ref), ("folder", folder)) if value}
        case FolderSource(path):
            document |= {"path": path}
        case ShippedSource(name):
            document |= {"hardwon": name}
    document |= {"commit": pin.commit} if pin.commit else {}
    document |= {"version": pin.version, "sha256": pin.sha256}
    document |= {"as": "candidate"} if pin.cautious else {}
    document |= {"before": list(pin.checklist)} if pin.checklist else {}
    document |= {"after": list(pin.questions)} if pin.questions else {}
    return document | {
        "files": {
            path: {"sha256": one.sha256, **({"status": one.status} if one.status else {})}
            for path, one in sorted(pin.files.items())
        }
    }


def _pin(entry: Any) -> Pin:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise _bad("has a pack without `name`")
    name = entry["name"]
    texts = {
        key: _text(entry, key, name)
        for key in ("git", "ref", "folder", "path", "hardwon", "commit", "sha256", "as")
    }
    if sum(bool(texts[key]) for key in ("git", "path", "hardwon")) != 1:
        raise _bad(f"says of {name} not just one of `git`, `path` and `hardwon`")
    source: Source = FolderSource(texts["path"])
    if texts["git"]:
        source = _git(GitSource(texts["git"], texts["ref"], texts["folder"]), name)
    elif texts["hardwon"]:
        source = ShippedSource(texts["hardwon"])
    version, files = entry.get("version"), entry.get("files", {})
    if not isinstance(version, int) or not isinstance(files, dict):
        raise _bad(f"says of {name} no `version` or no `files`")
    written = {path: _written(path, about, name) for path, about in files.items()}
    return Pin(
        name=name,
        source=source,
        version=version,
        sha256=texts["sha256"],
        commit=texts["commit"],
        cautious=texts["as"] == "candidate",
        files=written,
        checklist=_sentences(entry, "before", name),
        questions=_sentences(entry, "after", name),
    )


def _git(said: GitSource, name: str) -> GitSource:
    """`said`, if it is an address that one could have typed: whoever may write pins may not do more."""
    try:
        read = git_source(f"{said.address}#{said.ref}&{SUBDIRECTORY}{said.folder}")
    except BadSource:
        read = None
    if read != said:
        raise _bad(f"says of {name} an address that no pack is taken from")
    return said


def _sentences(entry: Mapping[str, Any], key: str, name: str) -> tuple[str, ...]:
    found = entry.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, str) and one.isprintable() for one in found):
        raise _bad(f"says of {name} a `{key}` that is no list of sentences")
    return tuple(found)


def _written(path: Any, about: Any, name: str) -> Written:
    # Who may write this file must not get hardwon to delete others by it.
    if not isinstance(path, str) or not _PAGE.fullmatch(path) or not isinstance(about, dict):
        raise _bad(f"says of {name} that it wrote {ascii(path)[:60]}")
    status = about.get("status")
    if not isinstance(about.get("sha256"), str) or (status is not None and status not in STATUSES):
        raise _bad(f"says nothing that can be read of {path}")
    return Written(about["sha256"], status)


def _text(entry: Mapping[str, Any], key: str, name: str) -> str:
    found = entry.get(key, "")
    if not isinstance(found, str) or not found.isprintable():
        raise _bad(f"says of {name} a `{key}` that is no text")
    return found


def _bad(what: str, *, line: int = 1) -> BadPins:
    return BadPins(
        f".hardwon/{FILE}:{line}: {what}", next_step="take it from git again, or import the packs anew"
    )


def _plain(address: str) -> str:
    return address.rstrip("/").removesuffix(".git")
