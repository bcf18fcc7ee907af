"""`hardwon brief`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hardwon.cli.controls import harmless
from hardwon.cli.options import emit_json, repo_option

if TYPE_CHECKING:
    from hardwon.integrations import Agents, Brief

_OK, _NO = 0, 1


@click.command(short_help="Write the brief for a sub-agent that sees nothing else.")
@repo_option
@click.option("--files", "files", multiple=True, metavar="PATH", help="A file of the task; PATH may go on.")
@click.option("--agent", default="", metavar="NAME", help="Whose brief it is: its role, tools and limits.")
@click.option("--expect", default="", metavar="TEXT", help="What is there when it is done.")
@click.option("--return", "returns", default="", metavar="TEXT", help="What comes back, and where.")
@click.option("--decision", "decisions", multiple=True, metavar="TEXT", help="What was decided, and why.")
@click.option("--assume", "assumptions", multiple=True, metavar="TEXT", help="What is taken for granted.")
@click.option("--done-when", multiple=True, metavar="TEXT", help="How anybody can tell that it is done.")
@click.option("--worktree", default="", metavar="PATH", help="The worktree that it is for.")
@click.option(
    "--budget",
    type=click.IntRange(min=1),
    default=3000,
    show_default=True,
    metavar="TOKENS",
    help="How long it may be; what memory gives is left out first.",
)
@click.option("--save", is_flag=True, help="Keep it, with paths relative to the repository.")
@click.option("--show", "kept", default="", metavar="ID", help="One that was kept, for this worktree.")
@click.option("--check", "is_checked", is_flag=True, help="Exit with 1 where something required is missing.")
@click.option("--agents", "is_listing", is_flag=True, help="List the agents that are described here.")
@click.option("--format", "output_format", type=click.Choice(["markdown", "json"]), default="markdown")
@click.argument("task", required=False, default="")
@click.argument("more", nargs=-1, metavar="[PATH]...")
def command(
    repo: str,
    worktree: str,
    task: str,
    files: tuple[str, ...],
    more: tuple[str, ...],
    save: bool,
    kept: str,
    is_checked: bool,
    is_listing: bool,
    output_format: str,
    **told: Any,
) -> int:
    """The brief for an agent that does TASK and sees nothing of the conversation: what was decided and
    assumed, the lessons that apply, the files and why they matter, the state of the work, when it is done,
    what to hand back. What is missing is told on standard error, each with how to fill it in.

    Paths are those of this worktree, or of --worktree. Agents are the pages in .hardwon/agents and
    .claude/agents.

    \b
    Examples:
      hardwon brief "Retry invoice mails" --files app/invoices/tasks.py tests/test_invoices.py
      hardwon brief "Retry invoice mails" --agent coder --expect "3 tries, tested" --check
      hardwon brief "Retry invoice mails" --files app/invoices/tasks.py --save
      hardwon brief --show 01JQ --worktree ../shop-retry
      hardwon brief --agents
    """
    from hardwon.assembly import open_workspace
    from hardwon.assembly.briefing import Wish, at_worktree, brief_for, kept_brief, save_brief

    workspace = at_worktree(open_workspace(repo), worktree)
    root = workspace.places.root
    if is_listing:
        return _list_agents(root, output_format)
    if kept:
        number, brief = kept_brief(workspace, kept)
    elif task:
        brief = brief_for(workspace, Wish(task, (*files, *more), **told))
        number = save_brief(workspace, brief) if save else ""
    else:
        raise click.UsageError('no task is named -> say what to do: hardwon brief "TASK" --files PATH')
    _print(brief, root, number, output_format)
    if save and not kept:
        click.echo(f"kept -> hardwon brief --show {number} --worktree PATH", err=True)
    return _NO if is_checked and not brief.is_complete else _OK


def _print(brief: "Brief", root: Path, number: str, output_format: str) -> None:
    """The brief, which may be piped on, and on standard error what it lacks."""
    from hardwon.integrations import brief_document, render_brief

    if output_format == "json":
        emit_json(brief_document(brief, root, id=number or None))
    else:
        click.echo(harmless(render_brief(brief, root)), nl=False)
    for gap in brief.missing:
        word, colour = ("missing", "red") if gap.required else ("advice ", "yellow")
        told = f"{click.style(word, fg=colour)}  {harmless(gap.what)} -> {harmless(gap.fix)}"
        click.echo(told, err=True)


def _list_agents(root: Path, output_format: str) -> int:
    """The agents that pages describe, and the pages that are broken."""
    from hardwon.integrations import read_agents

    found = read_agents(root)
    if output_format == "json":
        emit_json({"version": 1, **_agents_document(found)})
        return _NO if found.problems else _OK
    for agent in found.agents:
        tools = f" · {', '.join(agent.tools)}" if agent.tools else ""
        model = f" · {agent.model}" if agent.model else ""
        click.echo(click.style(agent.name, bold=True) + harmless(f"  {agent.description}{tools}{model}"))
        click.echo(click.style(f"    {agent.path}", dim=True))
    if not (found.agents or found.problems):
        click.echo("no agents are described here -> write .hardwon/agents/NAME.md", err=True)
    for problem in found.problems:
        click.echo(f"{click.style('broken', fg='red')}  {harmless(str(problem))}", err=True)
    return _NO if found.problems else _OK


def _agents_document(found: "Agents") -> dict[str, object]:
    agents = [
        {
            "name": one.name, "description": one.description, "path": one.path, "tools": list(one.tools),
            "model": one.model, "limits": list(one.limits),
        }
        for one in found.agents
    ]  # fmt: skip
    problems = [
        {"path": one.path, "line": one.line, "what": one.what, "next_step": one.next_step}
        for one in found.problems
    ]
    return {"agents": agents, "problems": problems}
