"""`hardwon rules`."""

from typing import TYPE_CHECKING

import click

from hardwon.check import ENGINE_RULES, UnknownRule, builtin_rules, explain, severity_of
from hardwon.cli.options import console, emit_json, format_option, repo_option

if TYPE_CHECKING:
    from hardwon.lessons import Lesson


@click.group(short_help="List the built-in rules and explain one.", invoke_without_command=True)
@repo_option
@format_option()
@click.pass_context
def command(ctx: click.Context, repo: str, output_format: str) -> None:
    """The built-in rules: each finds the breach of one lesson.

    Listed with how grave a breach is, and with the lesson of this repository that names the rule. `-` is a
    rule without one: it is checked all the same.

    \b
    Examples:
      hardwon rules
      hardwon rules --format json
      hardwon rules explain detached-record
    """
    if ctx.invoked_subcommand is not None:
        return
    lessons = _lessons(repo)
    rules = [_document(slug, lessons.get(slug)) for slug in builtin_rules()]
    if output_format == "json":
        emit_json({"version": 1, "rules": rules})
        return
    heads = ("rule", "severity", "lesson", "title")
    rows = [tuple(str(rule[key] or "-") for key in ("slug", "severity", "lesson", "title")) for rule in rules]
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(3)]
    for row in (heads, *rows):
        line = "  ".join(f"{cell:<{width}}" for cell, width in zip(row, [*widths, 0], strict=True))
        click.echo(click.style(line, bold=True) if row is heads else line)


@command.command("explain", short_help="The page of one rule.")
@repo_option
@format_option()
@click.argument("slug")
@click.pass_context
def explain_(ctx: click.Context, repo: str, slug: str, output_format: str) -> None:
    """What the rule SLUG says, where it comes from, a breach, its cure, and what stays silent.

    \b
    Examples:
      hardwon rules explain detached-record
      hardwon rules explain detached-record --format json
    """
    rule = builtin_rules().get(slug)
    if rule is None and slug not in ENGINE_RULES:
        raise UnknownRule(f"there is no rule `{slug}`", next_step=_guess(slug))
    lesson = _lessons(repo).get(slug)
    page = explain(rule) if rule else f"## {slug}\n\n{ENGINE_RULES[slug]}\n"
    above = ctx.parent.params if ctx.parent else {}
    if "json" in (output_format, above.get("output_format")):
        emit_json({"version": 1, **_document(slug, lesson), "page": page})
        return
    if lesson is not None:
        page += f"\nThe lesson here: {lesson.title} (`hardwon lessons show {lesson.slug}`)\n"
    out = console()
    if not out.is_terminal:
        click.echo(page, nl=False)
        return
    from rich.markdown import Markdown

    out.print(Markdown(page), soft_wrap=False)


def _document(slug: str, lesson: "Lesson | None") -> dict[str, str | None]:
    rule = builtin_rules().get(slug)
    return {
        "slug": slug,
        "title": rule.title if rule else ENGINE_RULES[slug],
        "severity": severity_of(rule) if rule else None,
        "source": rule.source if rule else None,
        "lesson": lesson.slug if lesson else None,
    }


def _lessons(repo: str) -> "dict[str, Lesson]":
    """The adopted lessons by the rule that each names."""
    from hardwon.assembly import open_workspace
    from hardwon.core import HardwonError

    try:
        return open_workspace(repo).shelf().by_rule()
    except HardwonError:
        # Rules are looked up to repair the very settings that cannot be read here.
        return {}


def _guess(slug: str) -> str:
    """What to do about a slug that no rule has: the rules that may be meant, or where all of them are."""
    from difflib import get_close_matches

    known = [*builtin_rules(), *ENGINE_RULES]
    word = slug.lower().replace("_", "-")
    near = get_close_matches(word, known, n=3) or [name for name in known if word and word in name][:3]
    return f"did you mean {' or '.join(map('`{}`'.format, near))}?" if near else "`hardwon rules` lists them"
