"""Lessons between repositories, as plans: packs brought in, looked after, taken back, and packs written."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hardwon.core import HardwonError
from hardwon.lessons.packs.arrival import Arrival, is_untouched, plan_arrival
from hardwon.lessons.packs.contents import MANIFEST, BadPack, Contents, folder_contents
from hardwon.lessons.packs.departure import Departure, NothingToExport, choose_lessons, pack_up
from hardwon.lessons.packs.pack import Pack, pack_names, read_pack, shipped_contents
from hardwon.lessons.packs.pins import FILE, Pin, Pins, read_pins, same_place, write_pins
from hardwon.lessons.packs.remote import fetch, newer_tag
from hardwon.lessons.packs.sources import (
    FolderSource,
    GitSource,
    ShippedSource,
    Source,
    is_address,
    read_source,
)
from hardwon.lessons.pages.lesson import Problem
from hardwon.lessons.pages.page import as_slug
from hardwon.lessons.pages.shelf import Shelf

_HOME = ".hardwon"
_PINS = f"{_HOME}/{FILE}"


class NotAsPinned(HardwonError):
    """A pack is not what its pin says, and nobody asked to move the pin."""


class NameTaken(HardwonError):
    """Another pack of that name was imported here."""


class NoRoom(HardwonError):
    """A pack, or its files, cannot be written there."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A file's bytes before and after, None for no file; `path` is relative to what the plan is about."""

    path: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class Import:
    """What importing a pack would come to, and what it rewrites in the repository."""

    arrival: Arrival
    rewrites: tuple[Rewrite, ...]


@dataclass(frozen=True, slots=True)
class Removal:
    """What taking a pack back rewrites; `left` are its files that were changed here, and stay."""

    pin: Pin
    rewrites: tuple[Rewrite, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """A pack to write, and what that rewrites in its folder; `problems` are pages that cannot be read.

    `left_out` are the lessons that came with a pack and are as it brought them: they have a home.
    """

    departure: Departure
    rewrites: tuple[Rewrite, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A pack as it is here: its pin, and its files that are changed here, or taken out.

    `newest` is the pack as it is at its source now, with its commit; None where nobody has looked, or where
    `unreachable` says why it could not be seen. `newer` is the source at the
    tag of a later version than the pinned one.
    """

    pin: Pin
    changed: tuple[str, ...]
    taken_out: tuple[str, ...]
    newest: Pack | None = None
    newest_commit: str = ""
    unreachable: str = ""
    newer: GitSource | None = None

    @property
    def is_outdated(self) -> bool:
        """Whether the source holds something else than the pin."""
        return self.newest is not None and self.newest.digest != self.pin.sha256


class PackDesk:
    """The packs of the repository at `root`, whose lessons are on `shelf`.

    `known_rules` are the built-in rules' slugs, `environment` is what git finds in its own. Nothing here
    writes: what is to be written is given back.
    """

    def __init__(
        self, root: Path, shelf: Shelf, *, known_rules: Collection[str], environment: Mapping[str, str]
    ) -> None:
        self._root = root
        self._home = root / _HOME
        self._shelf = shelf
        self._known_rules = known_rules
        self._environment = environment

    def means_pack(self, text: str) -> bool:
        """Whether `text` names a pack: a git address, a folder with a manifest, else a known pack's name."""
        if is_address(text):
            return True
        if os.path.lexists(text):
            return os.path.lexists(Path(text, MANIFEST))
        return text in pack_names() or self._pins().get(text) is not None

    def plan_import(
        self, text: str, *, base: Path = Path(), update: bool = False, cautious: bool = False
    ) -> Import:
        """What importing the pack `text` comes to: a folder (relative to `base`), git address or name.

        What was imported before comes again as it was pinned; `update` takes what is at its source now.
        `cautious` brings lessons as candidates. Raises `BadPack`, `BadSource`, `NotAsPinned`, `NameTaken`.
        """
        pins = self._pins()
        named = None if is_address(text) or os.path.lexists(base / text) else pins.get(text)
        source = (
            named.source if named else read_source(text, root=self._root, base=base, shipped=pack_names())
        )
        pin = named or pins.from_source(source)
        if pin and not update and source.ref != pin.source.ref:
            branch = "the default branch"
            raise NotAsPinned(
                f"{pin.name} is pinned to {pin.source.ref or branch}, not to {source.ref or branch}",
                next_step=f"hardwon import '{source}' --update moves the pin",
            )
        contents, commit = self._contents(source, commit=pin.commit if pin and not update else "")
        found = read_pack(contents, where=str(source), known_rules=self._known_rules)
        _require_pin(pins, found, source, pin, update=update)
        arrival = plan_arrival(
            found,
            source,
            here=self._files(),
            lessons=self._shelf.lessons(),
            pin=pin,
            commit=commit,
            cautious=cautious,
        )
        if pin is None and arrival.is_fruitless:
            return Import(arrival, ())
        written = (
            Rewrite(f"{_HOME}/{one.path}", one.before, one.after)
            for one in arrival.writes
            if one.before != one.after
        )
        return Import(arrival, (*written, *self._pins_rewrite(pins.put(arrival.pin))))

    def standings(self, *, look: bool = False) -> list[Standing]:
        """The packs of this repository, by name; `look` sees after what each source holds now."""
        here = self._files()
        return [self._standing(pin, here, look) for pin in self._pins().pins]

    def plan_removal(self, name: str) -> Removal:
        """What taking back the files that a pack wrote, and its pin, comes to. Raises `NoSuchPin`."""
        pins = self._pins()
        pin = pins.find(name)
        here = self._files()
        gone, left = [], []
        for path, written in pin.files.items():
            data = here.get(path)
            if data is None:
                continue
            if written.fits(data, path):
                gone.append(Rewrite(f"{_HOME}/{path}", data, None))
            else:
                left.append(path)
        return Removal(pin, (*gone, *self._pins_rewrite(pins.without(name))), tuple(left))

    def plan_export(
        self,
        directory: Path,
        *,
        wanted: Sequence[str] = (),
        kinds: Sequence[str] = (),
        name: str = "",
        title: str = "",
        about: str = "",
        force: bool = False,
        with_packs: bool = False,
    ) -> Export:
        """Adopted lessons as a pack in `directory`: all of them with the templates, or those chosen.

        What other packs brought and nobody changed stays out unless `wanted` names it, or `with_packs`. A
        lesson that is retired here and that the pack there has is retired there, too. Raises `NoRoom` where
        something else than a pack is there (unless `force`), `NothingToExport`, `BadLesson`.
        """
        before = _pack_there(directory, force=force)
        lessons = self._shelf.lessons()
        foreign = frozenset() if wanted or with_packs else self._foreign()
        asked = [lesson.slug for lesson in choose_lessons(lessons, wanted, kinds)]
        left_out = tuple(slug for slug in asked if f"lessons/{slug}.md" in foreign)
        chosen = [slug for slug in asked if slug not in left_out]
        if not chosen:
            raise NothingToExport(
                f"every lesson that was chosen ({len(left_out)}) came with a pack and is as it came",
                next_step="share that pack, or write --all to send them along",
            )
        templates: dict[str, bytes] = {}
        if not (wanted or kinds):
            in_pack = before.pages if before else ()
            chosen += [one.slug for one in lessons if one.status == "retired" and f"{one.slug}.md" in in_pack]
            found = _templates(self._home)
            templates = {name: data for name, data in found.items() if f"templates/{name}" not in foreign}
        departure = pack_up(
            {slug: self._page(slug) for slug in chosen},
            name=name or (before.name if before else as_slug(self._root.name) or "lessons"),
            title=title,
            about=about,
            templates=templates,
            before=before,
        )
        read_pack(Contents(departure.files), where=str(directory))  # what we would refuse, we do not write
        rewrites = (
            Rewrite(path, _bytes_there(directory / path), data) for path, data in departure.files.items()
        )
        return Export(
            departure,
            tuple(one for one in rewrites if one.before != one.after),
            self._shelf.problems(),
            left_out,
        )

    def _foreign(self) -> frozenset[str]:
        """The files that packs brought and nobody changed, by their paths in `.hardwon`."""
        here = self._files()
        return frozenset(
            path
            for pin in self._pins().pins
            for path, written in pin.files.items()
            if path in here and is_untouched(here[path], path, written)
        )

    def _page(self, slug: str) -> bytes:
        """A page, its paths in this checkout said as the repository's."""
        data = (self._shelf.folder / f"{slug}.md").read_bytes()
        root = os.fsencode(self._root)
        return data.replace(root + b"/", b"") if len(root) > 1 else data

    def _contents(self, source: Source, *, commit: str = "") -> tuple[Contents, str]:
        match source:
            case GitSource():
                found = fetch(source, environment=self._environment, commit=commit)
                return found.contents, found.commit
            case FolderSource(path):
                if not (self._root / path).is_dir():
                    raise BadPack(
                        f"there is no folder {path} any more", next_step="put it back, or remove the pack"
                    )
                return folder_contents(self._root / path), ""
            case ShippedSource(name):
                return shipped_contents(name), ""

    def _standing(self, pin: Pin, here: Mapping[str, bytes], look: bool) -> Standing:
        standing = Standing(
            pin,
            changed=tuple(
                path
                for path, one in pin.files.items()
                if path in here and not is_untouched(here[path], path, one)
            ),
            taken_out=tuple(path for path in pin.files if path not in here),
        )
        if not look:
            return standing
        try:
            contents, commit = self._contents(pin.source)
            newest = read_pack(contents, where=str(pin.source))
            newer = self._newer(pin.source)
        except HardwonError as error:
            return replace(standing, unreachable=error.what)
        return replace(standing, newest=newest, newest_commit=commit, newer=newer)

    def _newer(self, source: Source) -> GitSource | None:
        if not isinstance(source, GitSource):
            return None
        tag = newer_tag(source, environment=self._environment)
        return replace(source, ref=tag) if tag else None

    def _files(self) -> dict[str, bytes]:
        """The pages and templates of the repository, by path in `.hardwon`. Raises `NoRoom`."""
        root = Path(os.path.realpath(self._root))
        found: dict[str, bytes] = {}
        for name, ending in (("lessons", ".md"), ("templates", ".txt")):
            folder = self._home / name
            if not Path(os.path.realpath(folder)).is_relative_to(root):
                raise NoRoom(
                    f"{folder} leads out of the repository", next_step="make it a folder of the repository"
                )
            try:
                entries = sorted(folder.iterdir())
            except (FileNotFoundError, NotADirectoryError):
                continue
            for file in entries:
                if file.name.endswith(ending):
                    # A link is a person's, whatever it leads to: as bytes that no pack has, it is left alone.
                    is_file = file.is_file() and not file.is_symlink()
                    found[f"{name}/{file.name}"] = file.read_bytes() if is_file else b"\0"
        return found

    def _pins(self) -> Pins:
        return read_pins(_bytes_there(self._root / _PINS))

    def _pins_rewrite(self, pins: Pins) -> tuple[Rewrite, ...]:
        before, after = _bytes_there(self._root / _PINS), write_pins(pins)
        return () if before == after else (Rewrite(_PINS, before, after),)


def _require_pin(pins: Pins, found: Pack, source: Source, pin: Pin | None, *, update: bool) -> None:
    """Raises `NameTaken` or `NotAsPinned` where `found` is not the pack that its name or its pin says."""
    taken = pins.get(found.name)
    if taken and not same_place(taken.source, source):
        raise NameTaken(
            f"a pack {found.name} was imported from {taken.source}",
            next_step=f"hardwon lessons packs --remove {found.name}, then import this one",
        )
    if pin and pin.name != found.name:
        raise NotAsPinned(
            f"{source} was the pack {pin.name} and is {found.name} now",
            next_step=f"hardwon lessons packs --remove {pin.name}, then import it again",
        )
    if pin and not update and pin.sha256 != found.digest:
        raise NotAsPinned(
            f"{source} is not what {pin.name} is pinned to "
            f"(version {pin.version}, {pin.sha256[:12]}; "
            f"it holds version {found.version}, {found.digest[:12]})",
            next_step=f"look at it, then hardwon import {pin.name} --update takes it",
        )


def _pack_there(directory: Path, *, force: bool) -> Pack | None:
    """The pack in `directory`; None where there is nothing yet. Raises `NoRoom`, `BadPack`."""
    try:
        if not directory.exists() or not any(directory.iterdir()):
            return None
        links = [directory, directory / "lessons", directory / "templates"]
        links += [file for folder in links[1:] if folder.is_dir() for file in folder.iterdir()]
    except OSError as error:
        raise NoRoom(
            f"{directory}: {error.strerror}", next_step="name a folder to write the pack to"
        ) from error
    for one in links[1:]:
        if one.is_symlink():
            raise NoRoom(f"{one} is a link", next_step="a pack holds its files itself; take the link away")
    if os.path.lexists(directory / MANIFEST):
        return read_pack(folder_contents(directory), where=str(directory))
    if not force:
        raise NoRoom(
            f"{directory} is no pack and not empty",
            next_step="name another folder, or write --force to put the pack beside what is there",
        )
    return None


def _templates(home: Path) -> dict[str, bytes]:
    files = sorted((home / "templates").glob("*.txt"))
    return {file.name: file.read_bytes() for file in files if file.is_file() and not file.is_symlink()}


def _bytes_there(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
