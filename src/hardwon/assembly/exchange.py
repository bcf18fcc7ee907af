"""Packs brought into a repository, taken back and written: the plans of `lessons`, made steadily and told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.assembly.configuration import environment
from hardwon.assembly.pledge import alone, fulfil, is_pledged, make_steadily
from hardwon.assembly.workspace import Workspace
from hardwon.core import iso, new_id
from hardwon.integrations import Change, make_changes
from hardwon.store import NewEvent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hardwon.lessons import Arrival, Departure, PackDesk, Pin, Problem, Rewrite, Standing


@dataclass(frozen=True, slots=True)
class Brought:
    """A pack that was imported, or would be: what it comes to, and the changes to files."""

    arrival: "Arrival"
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """A pack that was taken back; `left` are its files that stay because they were changed here."""

    pin: "Pin"
    changes: tuple[Change, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A pack that was written: what, where, and the changes that it took there.

    `problems` are the pages here that cannot be read, and so did not go along; `left_out` are the lessons
    that came with a pack.
    """

    departure: "Departure"
    directory: Path
    changes: tuple[Change, ...]
    problems: "tuple[Problem, ...]"
    left_out: tuple[str, ...] = ()


def means_pack(workspace: Workspace, text: str) -> bool:
    """Whether `text` names a pack: a git address, a folder with a manifest, else a known pack's name."""
    return _desk(workspace).means_pack(text)


def bring_pack(
    workspace: Workspace,
    text: str,
    *,
    base: Path = Path(),
    update: bool = False,
    cautious: bool = False,
    dry_run: bool = False,
) -> Brought:
    """Imports the pack that `text` names: a folder (relative to `base`), a git address, or a known name.

    What was imported before comes again as it was pinned; `update` takes what is at its source now.
    `cautious` brings lessons as candidates. Raises as `PackDesk.plan_import`, `AtWork`, `NotWritten`.
    """
    if dry_run:
        plan = _desk(workspace).plan_import(text, base=base, update=update, cautious=cautious)
        return Brought(plan.arrival, _changes(plan.rewrites))
    with alone(workspace.places):
        _settle(workspace)
        plan = _desk(workspace).plan_import(text, base=base, update=update, cautious=cautious)
        brought = Brought(plan.arrival, _changes(plan.rewrites))
        if brought.changes:
            event = _event(brought.arrival)
            make_steadily(workspace.places, brought.changes, event)
            _tell(workspace, event)
    return brought


def bring_configured(workspace: Workspace, *, update: bool = False, dry_run: bool = False) -> list[Brought]:
    """Imports every pack that `[tool.hardwon] packs` names; paths are relative to the repository."""
    root = workspace.places.root
    packs = workspace.settings.packs
    return [bring_pack(workspace, text, base=root, update=update, dry_run=dry_run) for text in packs]


def list_packs(workspace: Workspace, *, look: bool = False) -> "list[Standing]":
    """The packs of this repository, by name; `look` sees after what each source holds now."""
    if is_pledged(workspace.places):
        with alone(workspace.places):
            _settle(workspace)
    return _desk(workspace).standings(look=look)


def remove_pack(workspace: Workspace, name: str) -> Removed:
    """Takes back the files of a pack that are as it wrote them, and its pin. Raises `NoSuchPin`."""
    with alone(workspace.places):
        _settle(workspace)
        plan = _desk(workspace).plan_removal(name)
        changes = _changes(plan.rewrites)
        make_steadily(workspace.places, changes, {})
    return Removed(plan.pin, changes, plan.left)


def send_pack(
    workspace: Workspace,
    directory: Path,
    *,
    wanted: Sequence[str] = (),
    kinds: Sequence[str] = (),
    name: str = "",
    title: str = "",
    about: str = "",
    force: bool = False,
    with_packs: bool = False,
) -> Sent:
    """Writes adopted lessons to `directory` as a pack. Raises as `PackDesk.plan_export`, `NotWritten`."""
    plan = _desk(workspace).plan_export(
        directory, wanted=wanted, kinds=kinds, name=name, title=title, about=about, force=force,
        with_packs=with_packs,
    )  # fmt: skip
    changes = _changes(plan.rewrites)
    make_changes(directory, changes)
    return Sent(plan.departure, directory, changes, plan.problems, plan.left_out)


def _desk(workspace: Workspace) -> "PackDesk":
    from hardwon.check import rule_slugs
    from hardwon.lessons import PackDesk

    return PackDesk(
        workspace.places.root, workspace.shelf(), known_rules=rule_slugs(), environment=environment()
    )


def _changes(rewrites: "Iterable[Rewrite]") -> tuple[Change, ...]:
    return tuple(Change(one.path, one.before, one.after) for one in rewrites)


def _settle(workspace: Workspace) -> None:
    """Ends what a kill cut short."""
    event = fulfil(workspace.places)
    if event:
        _tell(workspace, event)


def _event(arrival: "Arrival") -> dict[str, object]:
    slugs = [Path(one.path).stem for one in arrival.writes if one.path.startswith("lessons/")]
    pin = arrival.pin
    return {
        "name": pin.name,
        "version": pin.version,
        "source": str(pin.source),
        "commit": pin.commit,
        "slugs": slugs,
    }


def _tell(workspace: Workspace, event: Mapping[str, object]) -> None:
    clock = workspace.clock
    source = f"pack.imported:{new_id(clock)}"
    with workspace.sink("import") as sink:
        sink.append([NewEvent(source, "pack.imported", iso(clock.now()), dict(event))])
