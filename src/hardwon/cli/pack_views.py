"""How packs look: what an import brings, how a pack stands here, what an export wrote."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hardwon.cli.changes import show_diffs, write_line
from hardwon.cli.figures import counted
from hardwon.integrations import Note, Plan, show_diff

if TYPE_CHECKING:
    from rich.console import Console

    from hardwon.assembly.exchange import Brought, Removed, Sent
    from hardwon.lessons import Arriving, Pin, Problem, Standing

_SIGNS = {"NEW": ("+", "green"), "RENEWED": ("~", "yellow"), "GONE": ("-", "red")}


def show_brought(out: "Console", brought: "Brought", *, dry_run: bool) -> None:
    """One line for each file that is written or left for a reason, then the pin; a diff for `dry_run`."""
    arrival = brought.arrival
    notes = [Note(f".hardwon/{one.path}", _why(one)) for one in arrival.files if _why(one)]
    broken = [Note(f"{one.path}:{one.line}", f"not taken: {one.what}") for one in arrival.problems]
    if dry_run:
        show_diffs(out, Plan(brought.changes, (*notes, *broken)))
        return
    for one in arrival.files:
        if one.fate.name in _SIGNS:
            sign, colour = _SIGNS[one.fate.name]
            write_line(out, (f"  {sign} ", colour), (f".hardwon/{one.path}", ""))
    for note in (*notes, *broken):
        write_line(out, ("  ! ", "yellow"), (str(note), ""))
    if arrival.is_fruitless:
        said = f"{arrival.pin.name} {_at(arrival.pin)}: nothing of it can be taken, so it is not pinned"
        write_line(out, (f"{said} -> hardwon lessons list shows what is here", ""))
    elif brought.changes:
        said = f"{arrival.pin.name} {_at(arrival.pin)}: {counted(_lessons(arrival.writes), 'lesson')} written"
        write_line(out, (f"{said}, pinned -> git add .hardwon; `hardwon init` renews the guides", ""))
    else:
        write_line(out, (f"{arrival.pin.name} {_at(arrival.pin)}: all of it is here", ""))


def brought_document(brought: "Brought") -> dict[str, object]:
    """An import as JSON."""
    arrival = brought.arrival
    return {
        **_pin_document(arrival.pin),
        "title": arrival.pack.title,
        "files": [
            {
                "path": f".hardwon/{one.path}",
                "fate": one.fate.name.lower().replace("_", "-"),
                "near": one.twin or None,
                "secrets_taken_out": one.cleaned,
            }
            for one in arrival.files
        ],
        "changes": [
            {"path": one.path, "change": one.kind, "diff": show_diff(one)} for one in brought.changes
        ],
        "problems": [_problem(one) for one in arrival.problems],
    }


def show_standings(out: "Console", standings: "Sequence[Standing]") -> None:
    """One line for each pack, and below it what is not as the pack brought it."""
    if not standings:
        write_line(out, ("no packs here -> hardwon import DIRECTORY|GIT-ADDRESS|NAME brings one", ""))
    width = max((len(one.pin.name) for one in standings), default=0)
    for one in standings:
        lessons = counted(sum(path.startswith("lessons/") for path in one.pin.files), "lesson")
        words = f"  {_at(one.pin)} · {lessons} · {_state(one)} · {one.pin.source}"
        write_line(out, (one.pin.name.ljust(width), "bold"), (words, ""))
        for path in one.changed:
            write_line(out, ("  ~ ", "yellow"), (f".hardwon/{path}: changed here", ""))
        for path in one.taken_out:
            write_line(out, ("  - ", "red"), (f".hardwon/{path}: taken out here", ""))
        if one.unreachable:
            write_line(out, ("  ! ", "yellow"), (one.unreachable, ""))
        if one.newer:
            step = f"{one.newer.ref} is there: hardwon import '{one.newer}' --update"
            write_line(out, ("  -> ", "cyan"), (step, "bold"))
        if one.is_outdated:
            write_line(out, ("  -> ", "cyan"), (f"hardwon import {one.pin.name} --update", "bold"))


def standing_document(one: "Standing") -> dict[str, object]:
    """A pack as it stands, as JSON."""
    return {
        **_pin_document(one.pin),
        "state": _state(one),
        "lessons": [Path(path).stem for path in one.pin.files if path.startswith("lessons/")],
        "changed": [f".hardwon/{path}" for path in one.changed],
        "taken_out": [f".hardwon/{path}" for path in one.taken_out],
        "newest": _newest_document(one),
        "newer_tag": one.newer.ref if one.newer else None,
        "unreachable": one.unreachable or None,
    }


def show_removed(out: "Console", removed: "Removed") -> None:
    """One line for each file that went, or stays."""
    for change in removed.changes:
        sign, colour = ("-", "red") if change.after is None else ("~", "yellow")
        write_line(out, (f"  {sign} ", colour), (change.path, ""))
    for path in removed.left:
        write_line(out, ("  ! ", "yellow"), (f".hardwon/{path}: changed here, kept; it is yours now", ""))


def removed_document(removed: "Removed") -> dict[str, object]:
    """A pack that was taken back, as JSON."""
    gone = [change.path for change in removed.changes if change.after is None]
    return {
        "version": 1,
        "name": removed.pin.name,
        "removed": gone,
        "kept": [f".hardwon/{p}" for p in removed.left],
    }


def show_sent(out: "Console", sent: "Sent") -> None:
    """One line for each file that was written or cleaned, then what to do with them."""
    pack = sent.departure
    for change in sent.changes:
        sign, colour = ("+", "green") if change.before is None else ("~", "yellow")
        write_line(out, (f"  {sign} ", colour), (str(sent.directory / change.path), ""))
    for path, count in sorted(pack.cleaned.items()):
        write_line(out, ("  ! ", "yellow"), (f"{path}: {counted(count, 'secret')} taken out", ""))
    for one in sent.problems:
        write_line(out, ("  ! ", "yellow"), (f"{one.path}:{one.line}: not exported: {one.what}", ""))
    for path in pack.kept:
        write_line(out, ("  ! ", "yellow"), (f"{path}: not among these lessons, left in the pack", ""))
    if sent.left_out:
        left = counted(len(sent.left_out), "lesson")
        write_line(
            out, ("  ! ", "yellow"), (f"{left} that other packs brought left out: --all sends them along", "")
        )
    said = f"{pack.pack}, version {pack.version}: {counted(len(pack.lessons), 'lesson')}"
    what = f"hardwon import {sent.directory}" if sent.changes else "nothing has changed"
    write_line(out, (f"{said} -> {what}", ""))


def sent_document(sent: "Sent") -> dict[str, object]:
    """An export as JSON."""
    pack = sent.departure
    return {
        "version": 1,
        "name": pack.pack,
        "pack_version": pack.version,
        "directory": str(sent.directory),
        "lessons": list(pack.lessons),
        "written": [change.path for change in sent.changes],
        "secrets_taken_out": dict(sorted(pack.cleaned.items())),
        "kept": list(pack.kept),
        "left_out": list(sent.left_out),
        "problems": [_problem(one) for one in sent.problems],
    }


def _problem(one: "Problem") -> dict[str, object]:
    return {"path": one.path, "line": one.line, "what": one.what, "next_step": one.next_step}


def _why(one: "Arriving") -> str:
    """Why a file is left, or is not as it is in the pack; empty where there is nothing to say."""
    cleaned = f"; {counted(one.cleaned, 'secret')} taken out" if one.cleaned else ""
    if one.fate.name in _SIGNS or one.fate.name == "SAME":
        return cleaned.removeprefix("; ")
    return one.fate.value + (f" ({one.twin})" if one.twin else "") + cleaned


def _lessons(files: "Sequence[Arriving]") -> int:
    return sum(one.path.startswith("lessons/") and one.after is not None for one in files)


def _at(pin: "Pin") -> str:
    return f"version {pin.version}" + (f" ({pin.commit[:12]})" if pin.commit else "")


def _state(one: "Standing") -> str:
    if one.is_outdated or one.newer:
        return "newer at its source"
    if one.changed or one.taken_out:
        return "changed here"
    return "current" if one.newest else "as it came"


def _pin_document(pin: "Pin") -> dict[str, object]:
    return {
        "name": pin.name,
        "pack_version": pin.version,
        "source": str(pin.source),
        "ref": pin.source.ref or None,
        "commit": pin.commit or None,
        "sha256": pin.sha256,
    }


def _newest_document(one: "Standing") -> dict[str, object] | None:
    if one.newest is None:
        return None
    return {
        "pack_version": one.newest.version,
        "commit": one.newest_commit or None,
        "sha256": one.newest.digest,
    }
