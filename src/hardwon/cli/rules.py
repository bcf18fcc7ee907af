"""`hardwon rules`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from hardwon.check import (
    ENGINE_RULES,
    UnknownRule,
    UserCodes,
    builtin_rules,
    explain,
    severity_of,
)
from hardwon.cli.columns import room, wrap
from hardwon.cli.figures import counted
from hardwon.cli.options import console, emit_json, format_option, repo_option

if TYPE_CHECKING:
    from hardwon.check import UserPattern
    from hardwon.lessons import Lesson

_LEAST_FOR_TITLES = 36  # columns; where fewer are left, titles get lines of their own


@dataclass(frozen=True, slots=True)
class _Here:
    """What the adopted lessons of the repository say about rules.

    `named` are the lessons that name a built-in rule, by its slug. `brought` are those that bring a rule of
    their own, by the name that its findings carry: the lesson's, or a code of ruff.
    """

    named: "Mapping[str, Lesson]" = field(default_factory=dict)
    brought: "Mapping[str, tuple[Lesson, UserPattern | UserCodes]]" = field(default_factory=dict)
    broken: int = 0


@click.group(short_help="List the rules and explain one.", invoke_without_command=True)
@repo_option
@format_option()
@click.pass_context
def command(ctx: click.Context, repo: str, output_format: str) -> None:
    """The rules that `hardwon check` runs: those built in, then those that lessons of this repository bring.

    Listed with how grave a breach is, and with the adopted lesson that names the rule or brings it along. `-`
    is a built-in rule without one: it is checked all the same.

    \b
    Examples:
      hardwon rules
      hardwon rules --format json
      hardwon rules explain detached-record
    """
    if ctx.invoked_subcommand is not None:
        return
    here = _read(repo)
    rules = [_document(name, here) for name in [*builtin_rules(), *here.brought]]
    if output_format == "json":
        emit_json({"version": 1, "rules": rules})
        return
    for line in _table(rules):
        click.echo(line)
    if here.broken:
        what = f"{counted(here.broken, 'page')} cannot be read, nor a rule on it -> hardwon lessons verify"
        click.echo(f"{click.style('warning', fg='yellow')}  {what}", err=True)


@command.command("explain", short_help="The page of one rule.")
@repo_option
@format_option()
@click.argument("slug")
@click.pass_context
def explain_(ctx: click.Context, repo: str, slug: str, output_format: str) -> None:
    """What the rule SLUG says, where it comes from, a breach, its cure, and what stays silent.

    SLUG is the name that findings carry: a built-in rule's, that of a lesson with a rule of its own, or a
    code of ruff that a lesson names.

    \b
    Examples:
      hardwon rules explain detached-record
      hardwon rules explain detached-record --format json
    """
    here = _read(repo)
    name = _known_name(slug, here)
    if name is None:
        raise UnknownRule(f"there is no rule `{slug}`", next_step=_guess(slug, here.brought))
    page = _page(slug, name, here)
    above = ctx.parent.params if ctx.parent else {}
    if "json" in (output_format, above.get("output_format")):
        emit_json({"version": 1, **_document(name, here), "slug": slug, "page": page})
        return
    lesson = here.named.get(slug)
    if lesson is not None:
        page += f"\nThe lesson here: {lesson.title} (`hardwon lessons show {lesson.slug}`)\n"
    out = console()
    if not out.is_terminal:
        click.echo(page, nl=False)
        return
    from rich.markdown import Markdown

    out.print(Markdown(page), soft_wrap=False)


def _known_name(slug: str, here: _Here) -> str | None:
    """The name under which the rule is known, which for a code of ruff may be its beginning."""
    if slug in builtin_rules() or slug in ENGINE_RULES or slug in here.brought:
        return slug
    families = (
        name for name, (_, rule) in here.brought.items() if isinstance(rule, UserCodes) and rule.means(slug)
    )
    return next(families, None)


def _page(slug: str, name: str, here: _Here) -> str:
    if name in ENGINE_RULES:
        return f"## {name}\n\n{ENGINE_RULES[name]}\n"
    if name not in here.brought:
        return explain(builtin_rules()[name])
    lesson = here.brought[name][0]
    parts = [f"## {slug}", f"**{lesson.title}.**", lesson.body.strip()]
    if name != lesson.slug:
        parts.append(f"A rule of ruff; its own words: `ruff rule {slug}`")
    parts.append(f"The lesson that brings it: {lesson.path} (`hardwon lessons show {lesson.slug}`)")
    parts.append(f"`# hardwon: ignore[{slug}] reason` silences it on one line.")
    return "\n\n".join(filter(None, parts)) + "\n"


def _document(name: str, here: _Here) -> dict[str, str | None]:
    brought = here.brought.get(name)
    if brought is not None:
        lesson, own = brought
        title, source, slug = lesson.title, lesson.path, lesson.slug
        return {"slug": name, "title": title, "severity": own.severity, "source": source, "lesson": slug}
    rule, named = builtin_rules().get(name), here.named.get(name)
    return {
        "slug": name,
        "title": rule.title if rule else ENGINE_RULES[name],
        "severity": severity_of(rule) if rule else None,
        "source": rule.source if rule else None,
        "lesson": named.slug if named else None,
    }


def _table(rules: Sequence[Mapping[str, str | None]]) -> Iterable[str]:
    heads = ("rule", "severity", "lesson", "title")
    rows = [tuple(str(rule[key] or "-") for key in ("slug", "severity", "lesson", "title")) for rule in rules]
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(3)]
    indent = sum(widths) + 6
    beside = room() - indent >= _LEAST_FOR_TITLES
    for row in (heads, *rows):
        *cells, title = row
        front = "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
        lines = wrap(title, indent if beside else 4, widest=room())
        if beside:
            lines[0] = f"{front}  {lines[0]}"
        else:
            lines = [front.rstrip(), f"    {lines[0]}", *lines[1:]]
        for line in lines:
            yield click.style(line, bold=True) if row is heads else line


def _read(repo: str) -> _Here:
    from hardwon.assembly import open_workspace
    from hardwon.core import HardwonError
    from hardwon.lessons import user_rule

    try:
        shelf = open_workspace(repo).shelf()
        named, adopted, broken = shelf.by_rule(), shelf.adopted(), len({one.path for one in shelf.problems()})
    except HardwonError:
        # Rules are looked up to repair the very settings that cannot be read here.
        return _Here()
    brought: dict[str, tuple[Lesson, UserPattern | UserCodes]] = {}
    for lesson in adopted:
        rule = user_rule(lesson)
        if rule is not None:
            names = rule.codes if isinstance(rule, UserCodes) else (rule.slug,)
            brought.update((name, (lesson, rule)) for name in names if name not in brought)
    return _Here(named, brought, broken)


def _guess(slug: str, brought: Iterable[str]) -> str:
    """What to do about a slug that no rule has: the rules that may be meant, or where all of them are."""
    from difflib import get_close_matches

    known = [*builtin_rules(), *ENGINE_RULES, *brought]
    word = slug.lower().replace("_", "-")
    near = get_close_matches(word, known, n=3) or [name for name in known if word and word in name][:3]
    return f"did you mean {' or '.join(map('`{}`'.format, near))}?" if near else "`hardwon rules` lists them"
