"""`hardwon recall`."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from hardwon.assembly import Workspace, open_recall, open_workspace, read_changes
from hardwon.cli.options import console, emit_json, format_option, repo_option, to_json

if TYPE_CHECKING:
    from hardwon.lessons import Memory, Packed, Unit

_COLOURS = {"lesson": "green", "error": "red", "commit": "yellow"}
_LINES = 5  # of a unit that are shown to people


@click.command(short_help="Give back what bears on some words or files.")
@repo_option
@format_option()
@click.argument("words", nargs=-1)
@click.option("--file", "files", multiple=True, metavar="PATH", help="A file being edited; may be repeated.")
@click.option(
    "--diff", metavar="REF", help="What has changed since a commit: its files, and its words without WORDS."
)
@click.option("--budget", type=click.IntRange(min=1), metavar="TOKENS", help="How much to give back at most.")
@click.option("--k", type=click.IntRange(min=1), metavar="N", help="The N best units: whole, no budget.")
@click.option(
    "--batch",
    type=click.File("rb"),
    metavar="FILE",
    help='Lines of {"query": ID, "text": "WORDS"}; - reads them.',
)
def command(
    repo: str,
    output_format: str,
    words: tuple[str, ...],
    files: tuple[str, ...],
    diff: str | None,
    budget: int | None,
    k: int | None,
    batch: BinaryIO | None,
) -> None:
    """What was learnt and said that bears on WORDS, or on the files being edited, best first.

    Lessons, sessions and commits, each with its source, packed to a budget of tokens, nothing twice. The
    words are looked for one by one and by their stems: ask as you would ask a colleague. --batch prints one
    line of JSON for each line it reads, with 10 units unless --k says otherwise.

    \b
    Examples:
      hardwon recall "why does the nightly export hang"
      hardwon recall --file app/orders/api.py
      hardwon recall --diff main
      hardwon recall "session closed" --file app/jobs.py --budget 500 --format json
      hardwon recall --batch questions.jsonl --k 20 --format json
    """
    text = " ".join(words).strip()
    workspace = open_workspace(repo)
    if batch is not None:
        if text or files or diff or budget is not None:
            raise click.UsageError(
                "--batch takes its words from its file -> leave WORDS, --file, --diff and --budget out"
            )
        _answer_all(workspace, batch, k or 10)
        return
    if not text and not files and not diff:
        raise click.UsageError(
            'nothing to recall by -> add words, as in: hardwon recall "retry", or --file PATH, or --diff REF'
        )
    if k is not None and budget is not None:
        raise click.UsageError("--k has no budget -> give one of --k and --budget")
    paths = [_relative(path, workspace.places.root) for path in files]
    if diff:
        changed, changed_paths = read_changes(workspace, diff)
        text, paths = text or changed, [*paths, *changed_paths]
    with open_recall(workspace) as memory:
        packed = _ask(memory, text, paths, k, budget or workspace.settings.recall_budget)
    if output_format == "json":
        emit_json({"version": 1, "units": _documents(packed.units), "tokens": packed.tokens})
    else:
        _show(packed)


def _ask(memory: "Memory", text: str, paths: list[str], k: int | None, budget: int) -> "Packed":
    from hardwon.lessons import whole

    return (
        memory.recall(text, files=paths, budget=budget)
        if k is None
        else whole(memory.best(text, k, files=paths))
    )


def _answer_all(workspace: Workspace, batch: BinaryIO, k: int) -> None:
    from hardwon.lessons import read_queries

    queries = list(read_queries(batch, source=batch.name))
    with open_recall(workspace) as memory:
        for query in queries:
            units = _documents(memory.best(query.text, k))
            click.echo(to_json({"version": 1, "query": query.id, "units": units}))


def _documents(units: "Iterable[Unit]") -> list[dict[str, object]]:
    return [
        {"source": unit.source, "kind": unit.kind, "score": unit.score, "text": unit.text} for unit in units
    ]


def _show(packed: "Packed") -> None:
    from rich.text import Text

    if not packed.units:
        click.echo(
            "nothing learnt bears on that yet -> ask in other words, or `hardwon import` more", err=True
        )
        return
    out = console()
    for unit in packed.units:
        out.print(
            Text(f"{unit.kind:8}", style=_COLOURS.get(unit.kind, "cyan")) + Text(unit.source, style="bold")
        )
        lines = [line.rstrip() for line in unit.text.splitlines() if line.strip()]
        for line in lines[:_LINES]:
            out.print(Text(f"        {line}"))
        if len(lines) > _LINES:
            out.print(Text(f"        … {len(lines) - _LINES} more lines", style="dim"))
    count = len(packed.units)
    out.print(Text(f"\n{count} unit{'' if count == 1 else 's'} · {packed.tokens:,} tokens", style="dim"))


def _relative(path: str, root: Path) -> str:
    """`path`, as it is called in the repository; one that lies elsewhere stays as it is."""
    absolute = Path(path).parent.resolve() / Path(path).name
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else path
