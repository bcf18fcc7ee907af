"""`hardwon import`: conversations, history and guides; packs of lessons."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hardwon.assembly import Taken, Workspace, import_everything, open_workspace
from hardwon.cli.figures import counted
from hardwon.cli.options import console, emit_json, repo_option
from hardwon.core import hold_interrupts
from hardwon.scribe import GuidesTaken, Harvest, History, Imported, Interrupted, Progress, Spot, known_formats

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN = 5
_OUTPUTS = ("json", "text")


class _Formats(click.ParamType[str]):
    """What `--format` may be: an input format, or how to print; found out when it is used, not on import."""

    name = "format"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        names = ["auto", *known_formats(), "guide", "pack", *_OUTPUTS]
        return (
            value if value in names else self.fail(f"{value!r} is not one of {', '.join(names)}", param, ctx)
        )


@click.command(short_help="Take in transcripts, git history, guides and packs.")
@repo_option
@click.option(
    "--format",
    "asked",
    type=_Formats(),
    multiple=True,
    metavar="claude-code|codex|aider|turns|guide|pack|auto",
    help="What the files are; found out from their content if not given. `json`: print one JSON document.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--as", "as_", type=click.Choice(["candidate"]), help="Of a pack: let its lessons wait to be adopted."
)
@click.option("--update", is_flag=True, help="Of a pack: take what its source holds now, and pin that.")
@click.option("--dry-run", is_flag=True, help="Of a pack: show what would be written, as a diff.")
@click.option("--configured", is_flag=True, help="Bring the packs that [tool.hardwon] names.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.pass_context
def command(
    ctx: click.Context,
    repo: str,
    asked: tuple[str, ...],
    as_json: bool,
    as_: str | None,
    update: bool,
    dry_run: bool,
    configured: bool,
    paths: tuple[str, ...],
) -> None:
    """Take in what is already there: transcripts, git history, guides, packs of lessons.

    PATH is a file, or a directory with everything below it. Without any, hardwon takes what agents keep about
    this repository (Claude Code, Codex, aider), its newest 5,000 commits and its guides. Doing it again adds
    nothing; what has grown is read on; what was interrupted goes on where it stopped.

    A pack is a folder with a pack.yaml, a git address (URL@TAG) or the name of one that ships. Its lessons
    become pages here, pinned in .hardwon/packs.yaml; what somebody wrote or changed is never written over.

    \b
    Examples:
      hardwon import                              all there is about this repository
      hardwon import ~/.claude/projects/-my-repo  the transcripts in a directory
      hardwon import --format turns chat.jsonl    lines of {"session", "turn", "time", "speaker", "text"}
      hardwon import ../org-lessons --dry-run     what a pack would write
      hardwon import https://git.example.org/lessons.git@v3
    """
    claimed = next((name for name in reversed(asked) if name not in _OUTPUTS), "auto")
    as_json = as_json or "json" in asked
    workspace = open_workspace(repo)
    wishes = _Wishes(update, as_ is not None, dry_run)
    if configured or _name_packs(workspace, paths, claimed, wishes):
        _bring(workspace, paths, wishes, configured=configured, as_json=as_json)
        return
    interrupted = False
    try:
        with _progress_bar() as show:
            given = tuple(map(Path, paths))
            taken = import_everything(workspace, given, claimed=claimed, progress=show)
    except Interrupted as stop:
        interrupted, taken = True, Taken(Harvest(stop.imported))
    if as_json:
        emit_json(_document(taken, interrupted=interrupted))
    else:
        _show(taken, interrupted=interrupted, named=bool(paths))
    if interrupted:
        ctx.exit(130)
    one = taken.harvest.transcripts
    if one.problems and not (one.files or one.unchanged):
        ctx.exit(2)


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What the options say about packs."""

    update: bool
    cautious: bool
    dry_run: bool

    def any(self) -> bool:
        return self.update or self.cautious or self.dry_run


def _name_packs(workspace: Workspace, paths: "Sequence[str]", claimed: str, wishes: _Wishes) -> bool:
    """Whether `paths` are packs; all of them are, or none is."""
    if claimed == "pack" or (paths and wishes.any()):
        if not paths:
            raise click.UsageError("no pack is named -> hardwon import DIRECTORY|GIT-ADDRESS|NAME")
        return True
    packs = [claimed == "auto" and _means_pack(workspace, path) for path in paths]
    if any(packs) and not all(packs):
        raise click.UsageError("packs and other things are named -> import the packs by themselves")
    for path in () if any(packs) else paths:
        if not Path(path).exists():
            raise click.UsageError(f"Path {path!r} does not exist.")
    if wishes.any() and not paths:
        raise click.UsageError(
            "--update, --as and --dry-run are about packs -> name one, or add --configured"
        )
    return any(packs)


def _means_pack(workspace: Workspace, path: str) -> bool:
    if Path(path).is_file():
        return False  # without a look at what packs there are
    from hardwon.assembly.exchange import means_pack

    return means_pack(workspace, path)


def _bring(
    workspace: Workspace, paths: "Sequence[str]", wishes: _Wishes, *, configured: bool, as_json: bool
) -> None:
    from hardwon.assembly.exchange import bring_configured, bring_pack
    from hardwon.cli.pack_views import brought_document, show_brought

    if configured and paths:
        raise click.UsageError("--configured brings what is configured -> name no pack beside it")
    if configured:
        packs = bring_configured(workspace, update=wishes.update, dry_run=wishes.dry_run)
    else:
        packs = [
            bring_pack(
                workspace, path, update=wishes.update, cautious=wishes.cautious, dry_run=wishes.dry_run
            )
            for path in paths
        ]
    if as_json:
        documents = [brought_document(one) for one in packs]
        emit_json({"version": 1, "dry_run": wishes.dry_run, "packs": documents})
    else:
        for one in packs:
            show_brought(console(), one, dry_run=wishes.dry_run)
    if any(one.arrival.is_fruitless for one in packs):
        click.get_current_context().exit(1)
    if not packs and not as_json:
        click.echo('no packs are configured -> write packs = ["URL@TAG"] in [tool.hardwon]')


@contextmanager
def _progress_bar() -> Iterator[Callable[[Progress], None]]:
    """A bar on standard error where that is a terminal; nothing elsewhere."""
    terminal = console(stderr=True)
    if not terminal.is_terminal:
        yield lambda _: None
        return
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    bar = Bar(*columns, console=terminal, transient=True)

    def show(now: Progress) -> None:
        text = f"file {min(now.files + 1, now.of_files):,} of {now.of_files:,}"
        bar.update(task, completed=now.bytes, total=now.of_bytes, description=text)

    try:
        # A thread draws it, and shares a lock with us.
        with hold_interrupts():
            bar.start()
            task = bar.add_task("reading", total=None)
        yield show
    finally:
        with hold_interrupts():
            bar.stop()


def _show(taken: Taken, *, interrupted: bool, named: bool) -> None:
    out, errors = console(), console(stderr=True)
    harvest = taken.harvest
    out.print(_summary(harvest.transcripts), markup=False)
    one = harvest.transcripts
    if not (one.files or one.unchanged or one.problems or interrupted):
        if named and harvest.guides is None:
            out.print(
                "no transcripts found there -> name a file, or say what it is with --format", markup=False
            )
        elif not named:
            out.print(
                "no transcripts of this repository found -> name them: hardwon import PATH", markup=False
            )
    if harvest.history is not None:
        out.print(_of_history(harvest.history), markup=False)
    if harvest.guides is not None:
        out.print(f"guides: {harvest.guides.guides:,} read{_new(harvest.guides.new)}", markup=False)
    if taken.candidates:
        what = counted(taken.candidates, "new candidate")
        out.print(f"learnt: {what} → hardwon lessons inbox", markup=False)
    if interrupted:
        errors.print("stopped; what was read is kept -> run the same command again to go on", markup=False)
    for spot in harvest.transcripts.problems:
        errors.print(f"not taken: {spot.path}: {spot.why}", markup=False)


def _summary(imported: Imported) -> str:
    """One line: `3 sessions · 361 lines · 412 events new, 0 known · 2 lines unreadable (x.jsonl:17: …)`."""
    parts = [counted(imported.sessions, "session"), counted(imported.lines, "line")]
    if imported.new is None:
        parts.append(f"{counted(imported.events, 'event')} handed to the journal's owner")
    else:
        parts.append(f"{counted(imported.new, 'event')} new, {imported.events - imported.new:,} known")
    if imported.unchanged:
        parts.append(f"{counted(imported.unchanged, 'file')} unchanged")
    if imported.unreadable_lines:
        parts.append(
            f"{counted(imported.unreadable_lines, 'line')} unreadable ({_places(imported.unreadable)})"
        )
    if imported.unfinished:
        parts.append(f"{len(imported.unfinished)} half-written ({_places(imported.unfinished)})")
    return " · ".join(parts)


def _of_history(history: History) -> str:
    if history.note:
        return f"git: {history.note}"
    older = "; older ones are left out" if history.cut else ""
    return f"git: {counted(history.commits, 'commit')} read{_new(history.new)}{older}"


def _new(new: int | None) -> str:
    return "" if new is None else f", {new:,} new"


def _places(spots: "Sequence[Spot]") -> str:
    shown = [f"{Path(spot.path).name}:{spot.line}: {spot.why}" for spot in spots[:_SHOWN]]
    return "; ".join([*shown, "…"] if len(spots) > _SHOWN else shown)


def _document(taken: Taken, *, interrupted: bool) -> dict[str, object]:
    harvest, one = taken.harvest, taken.harvest.transcripts
    known = None if one.new is None else one.events - one.new
    return {
        "version": 1,
        "interrupted": interrupted,
        "files": one.files,
        "unchanged": one.unchanged,
        "sessions": one.sessions,
        "lines": one.lines,
        "events": {"read": one.events, "new": one.new, "known": known},
        "unreadable": {"count": one.unreadable_lines, "lines": _spots(one.unreadable)},
        "unfinished": _spots(one.unfinished),
        "problems": _spots(one.problems),
        "history": None if harvest.history is None else _history_document(harvest.history),
        "guides": None if harvest.guides is None else _guides_document(harvest.guides),
        "candidates": taken.candidates,
    }


def _history_document(history: History) -> dict[str, object]:
    return {"commits": history.commits, "new": history.new, "cut": history.cut, "note": history.note}


def _guides_document(taken: GuidesTaken) -> dict[str, object]:
    return {"guides": taken.guides, "new": taken.new}


def _spots(spots: "Sequence[Spot]") -> list[dict[str, object]]:
    return [{"path": spot.path, "line": spot.line, "reason": spot.why} for spot in spots]
