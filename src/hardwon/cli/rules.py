"""`hardwon rules`."""

import click

from hardwon.check import UnknownRule, builtin_rules, explain
from hardwon.cli.options import console, emit_json, format_option


@click.group(short_help="List the built-in rules and explain one.", invoke_without_command=True)
@format_option()
@click.pass_context
def command(ctx: click.Context, output_format: str) -> None:
    """The built-in rules: each finds the breach of one lesson.

    \b
    Examples:
      hardwon rules
      hardwon rules explain detached-record
    """
    if ctx.invoked_subcommand is not None:
        return
    rules = builtin_rules()
    if output_format == "json":
        listed = [{"slug": rule.slug, "title": rule.title, "source": rule.source} for rule in rules.values()]
        emit_json({"version": 1, "rules": listed})
        return
    width = max(map(len, rules))
    for rule in rules.values():
        console().print(f"[bold]{rule.slug:<{width}}[/]  {rule.title}")


@command.command("explain", short_help="The page of one rule.")
@format_option()
@click.argument("slug")
def explain_(slug: str, output_format: str) -> None:
    """What the rule SLUG says, where it comes from, a breach, its cure, and what stays silent.

    \b
    Examples:
      hardwon rules explain detached-record
    """
    rule = builtin_rules().get(slug)
    if rule is None:
        raise UnknownRule(f"there is no rule `{slug}`", next_step="`hardwon rules` lists them")
    page = explain(rule)
    if output_format == "json":
        emit_json({"version": 1, "slug": slug, "title": rule.title, "source": rule.source, "page": page})
        return
    out = console()
    if not out.is_terminal:
        click.echo(page, nl=False)
        return
    from rich.markdown import Markdown

    out.print(Markdown(page), soft_wrap=False)
