"""`hardwon recall`."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from hardwon.assembly import Workspace, note_recalled, open_recall, open_workspace, read_changes
from hardwon.cli.counting import counting_line
from hardwon.cli.options import console, emit_json, format_option, repo_option, to_json
from hardwon.lessons import AtHand

if TYPE_CHECKING:
    from hardwon.lessons import Memory, Packed, Unit

_COLOURS = {"lesson": "green", "error": "red", "commit": "yellow"}
_TELLING = 2_000  # events to take in, from which on a person is told
_LONGEST_INPUT = 1_000_000  # characters of standard input that are read as a question
_LINES = 5  # of a unit that are shown to people


@click.command(short_help="Give back what bears on some words or files.")
@repo_option
@format_option()
@click.argument("words", nargs=-1)
@click.option("--file", "files", multiple=True, metavar="PATH", help="A file being edited; may be repeated.")
@click.option(
    "--diff",
    metavar="REF",
    help="What has changed since a commit: its files and functions, and its words without WORDS.",
)
@click.option("--symbol", "symbols", multiple=True, metavar="NAME", help="A function or class at hand.")
@click.option(
    "--test", "tests", multiple=True, metavar="ID", help="A test that fails, as its runner names it."
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
    symbols: tuple[str, ...],
    tests: tuple[str, ...],
    budget: int | None,
    k: int | None,
    batch: BinaryIO | None,
) -> None:
    """What was learnt and said that bears on WORDS, or on the files being edited, best first.

    Lessons, sessions and commits, each with its source, packed to a budget of tokens, nothing twice. The
    words are looked for one by one and by their stems: ask as you would ask a colleague. WORDS that are a
    single - are read from standard input, such as an error's whole text. --batch prints one line of JSON for
    each line it reads, with 10 units unless --k says otherwise.

    \b
    Examples:
      hardwon recall "why does the nightly export hang"
      hardwon recall --file app/orders/api.py
      hardwon recall --diff main
      pytest -x | hardwon recall - --test tests/test_jobs.py::test_retries
      hardwon recall "session closed" --file app/jobs.py --budget 500 --format json
      hardwon recall --batch questions.jsonl --k 20 --format json
    """
    text = _read_words(words)
    workspace = open_workspace(repo)
    if batch is not None:
        if text or files or diff or symbols or tests or budget is not None:
            raise click.UsageError("--batch takes its words from its file -> leave all but --k out")
        _answer_all(workspace, batch, k or 10)
        return
    if not (text or files or diff or symbols or tests):
        raise click.UsageError(
            'nothing to recall by -> add words, as in: hardwon recall "retry", or --file PATH, or --diff REF'
        )
    if k is not None and budget is not None:
        raise click.UsageError("--k has no budget -> give one of --k and --budget")
    at_hand = AtHand(tuple(_relative(path, workspace.places.root) for path in files), symbols, tests)
    if diff:
        changed, beside = read_changes(workspace, diff)
        text, at_hand = text or changed, at_hand.with_(beside)
    with counting_line("indexing", "event", least=_TELLING) as show, open_recall(workspace, show) as memory:
        packed = _ask(memory, text, at_hand, k, budget or workspace.settings.recall_budget)
    if output_format == "json":
        emit_json({"version": 1, "units": _documents(packed.units), "tokens": packed.tokens})
    else:
        _show(packed)
    slugs = [unit.source.removeprefix("lesson:") for unit in packed.units if unit.kind == "lesson"]
    note_recalled(workspace, slugs, by="recall", words=_read_by_people(packed, output_format))


def _read_by_people(packed: "Packed", output_format: str) -> dict[str, int]:
    """How many words of each lesson a person has before their eyes; an agent reads no terminal."""
    if output_format == "json" or not sys.stdout.isatty():
        return {}
    lessons = [unit for unit in packed.units if unit.kind == "lesson"]
    return {
        unit.source.removeprefix("lesson:"): len(" ".join(_lines(unit)[:_LINES]).split()) for unit in lessons
    }


def _read_words(words: tuple[str, ...]) -> str:
    if words == ("-",):
        return sys.stdin.read(_LONGEST_INPUT).strip()
    return " ".join(words).strip()


def _ask(memory: "Memory", text: str, at_hand: "AtHand", k: int | None, budget: int) -> "Packed":
    from hardwon.lessons import whole

    return memory.recall(text, at_hand, budget=budget) if k is None else whole(memory.best(text, k, at_hand))


def _answer_all(workspace: Workspace, batch: BinaryIO, k: int) -> None:
    from hardwon.lessons import read_queries

    queries = list(read_queries(batch, source=batch.name))
    with counting_line("indexing", "event", least=_TELLING) as show, open_recall(workspace, show) as memory:
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
        lines = _lines(unit)
        for line in lines[:_LINES]:
            out.print(Text(f"        {line}"))
        if len(lines) > _LINES:
            out.print(Text(f"        … {len(lines) - _LINES} more lines", style="dim"))
    count = len(packed.units)
    out.print(Text(f"\n{count} unit{'' if count == 1 else 's'} · {packed.tokens:,} tokens", style="dim"))


def _lines(unit: "Unit") -> list[str]:
    return [line.rstrip() for line in unit.text.splitlines() if line.strip()]


def _relative(path: str, root: Path) -> str:
    """`path`, as it is called in the repository; one that lies elsewhere stays as it is."""
    absolute = Path(path).parent.resolve() / Path(path).name
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else path
