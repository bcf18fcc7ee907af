"""`hardwon lessons helpful` and `harmful`."""

import click

from hardwon.assembly import open_workspace
from hardwon.cli.lessons.views import decision_document
from hardwon.cli.options import emit_json, format_option, repo_option

_BECAUSE = click.option("--because", default="", metavar="REASON", help="What it did for you, or to you.")
_AGENT = click.option("--agent", "by", flag_value="agent", default="person", help="An agent says so.")


@click.command()
@repo_option
@format_option()
@click.argument("slug")
@_BECAUSE
@_AGENT
def helpful(repo: str, output_format: str, slug: str, because: str, by: str) -> None:
    """Says that the lesson that SLUG begins has helped: it ranks a little higher from now on.

    \b
    Examples:
      hardwon lessons helpful pass-the-session-down
      hardwon lessons helpful pass-the-session-down --because "it named the deadlock" --agent
    """
    _judge(repo, output_format, slug, "helpful", because, by)


@click.command()
@repo_option
@format_option()
@click.argument("slug")
@_BECAUSE
@_AGENT
def harmful(repo: str, output_format: str, slug: str, because: str, by: str) -> None:
    """Says that the lesson that SLUG begins has misled: it ranks lower from now on.

    \b
    Examples:
      hardwon lessons harmful pin-the-base-image --because "the platform pins it now"
    """
    _judge(repo, output_format, slug, "harmful", because, by)


def _judge(repo: str, output_format: str, slug: str, verdict: str, because: str, by: str) -> None:
    from hardwon.lessons import judged

    workspace = open_workspace(repo)
    lesson = workspace.shelf().find(slug)
    with workspace.sink(f"lessons {verdict}") as sink:
        sink.append([judged(lesson.slug, verdict, by=by, because=because, clock=workspace.clock)])
    if output_format == "json":
        emit_json(decision_document(verdict, lesson, by=by, because=because or None))
        return
    then = f'hardwon lessons retire {lesson.slug} --because "..."' if verdict == "harmful" else ""
    click.echo(f"{lesson.slug} was {verdict} -> {then or 'hardwon lessons stats'}")
