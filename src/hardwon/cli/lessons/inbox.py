"""`hardwon lessons inbox`."""

from typing import TYPE_CHECKING

import click

from hardwon.assembly import open_figures, open_workspace
from hardwon.cli.columns import wrap
from hardwon.cli.controls import harmless
from hardwon.cli.lessons import views
from hardwon.cli.options import emit_json, format_option, repo_option

if TYPE_CHECKING:
    from hardwon.lessons import Cited, Waiting, WaitingList

_SHOWN = 20  # candidates; a person decides about so many in one sitting
_CITED = 3  # pieces of evidence of one candidate
_INDENT = 13


@click.command()
@repo_option
@format_option()
@click.option("--all", "everything", is_flag=True, help=f"All that wait, not only the best {_SHOWN}.")
def inbox(repo: str, output_format: str, everything: bool) -> None:
    """The candidates that wait for a decision: evidence opened, what is like them, why they scored so.

    Decide with adopt, merge or reject; undo takes any of them back.

    \b
    Examples:
      hardwon lessons inbox
      hardwon lessons inbox --all --format json
    """
    from hardwon.lessons import read_inbox

    workspace = open_workspace(repo)
    with open_figures(workspace) as reader:
        found = read_inbox(
            reader, workspace.shelf(), root=workspace.places.root, limit=0 if everything else _SHOWN
        )
    if output_format == "json":
        emit_json(_document(found))
    else:
        _show(found)


def _document(found: "WaitingList") -> dict[str, object]:
    return {
        "version": 1,
        "total": found.total,
        "candidates": [
            {
                **views.candidate_document(one.candidate),
                "evidence": [{"source": cited.source, "quote": cited.quote} for cited in one.cited],
                "alike": [
                    {
                        "lesson" if alike.is_lesson else "candidate": alike.name,
                        "title": alike.title,
                        "percent": alike.percent,
                    }
                    for alike in one.alike
                ],
            }
            for one in found.waiting
        ],
    }


def _show(found: "WaitingList") -> None:
    if not found.waiting:
        click.echo('nothing waits -> hardwon import, or hardwon learn "what was learnt"', err=True)
        return
    for one in found.waiting:
        _show_one(one)
    rest = found.total - len(found.waiting)
    if rest:
        click.echo(f"{rest} more wait -> hardwon lessons inbox --all", err=True)
    click.echo("decide -> hardwon lessons adopt ID | merge ID INTO | reject ID --because WHY", err=True)


def _show_one(one: "Waiting") -> None:
    from hardwon.lessons import describe_cost

    candidate = one.candidate
    head = f"{candidate.id}  {candidate.score:.2f}  {candidate.kind}"
    if candidate.cost:
        head += f"  {describe_cost(candidate.cost)}"
    title = harmless(candidate.title)
    click.echo(f"{click.style(candidate.id, bold=True)}{head[len(candidate.id) :]}")
    for number, line in enumerate(wrap(title, 2)):
        click.echo(f"{'' if number else '  '}{click.style(line, bold=True)}")
    for cited in one.cited[:_CITED]:
        _fact("evidence", _cited(cited, candidate.title))
    if len(one.cited) > _CITED:
        _fact("", f"and {len(one.cited) - _CITED} more: hardwon lessons show {candidate.id}")
    for alike in one.alike[:2]:
        kind = "lesson" if alike.is_lesson else "candidate"
        _fact("alike", f"{alike.percent}% {kind} {alike.name}: {alike.title}")
    _fact("score", "; ".join(candidate.reasons))
    click.echo()


def _cited(cited: "Cited", title: str) -> str:
    kind, _, place = cited.source.partition(":")
    source = f"commit:{place[:12]}" if kind == "commit" else cited.source
    if not cited.quote:
        return f"{source} (cannot be opened here)" if kind in ("session", "commit", "guide") else source
    # A commit's subject is its candidate's title: what comes after it is news.
    news = cited.quote.lstrip("…").removeprefix(title.rstrip("…")).lstrip(" .:,;")
    return f'{source}: "{news}"' if news else source


def _fact(name: str, text: str) -> None:
    first, *rest = wrap(harmless(text), _INDENT)
    click.echo(f"  {click.style(f'{name:<{_INDENT - 2}}', fg='bright_black')}{first}")
    for line in rest:
        click.echo(line)
