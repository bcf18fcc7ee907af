"""What the commands share: their common options and how they print."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console

_F = TypeVar("_F", bound=Callable[..., Any])


def repo_option(function: _F) -> _F:
    """Adds `--repo PATH`, given to the function as `repo: str`."""
    return click.option(
        "--repo",
        type=click.Path(exists=True, file_okay=False),
        default=".",
        show_default=False,
        help="The repository; where you stand if not given.",
    )(function)


def format_option(*more: str, meaning: str = "for people, or one JSON document") -> Callable[[_F], _F]:
    """Adds `--format text|json|...`, given to the function as `output_format: str`."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(["text", "json", *more]),
        default="text",
        help=f"How to print: {meaning}.",
    )


def emit_json(document: Mapping[str, object]) -> None:
    """Prints `document` as the one JSON document on standard output; it names its `version`."""
    click.echo(to_json(document, indent=2))


def to_json(document: Mapping[str, object], *, indent: int | None = None) -> str:
    """`document` as JSON that standard output can carry: what its encoding has no letter for is escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(document, indent=indent)
    return text


def console(*, stderr: bool = False) -> "Console":
    """Where text for people goes: coloured on a terminal, plain and unwrapped elsewhere."""
    from hardwon.cli.screen import Screen

    return Screen(stderr=stderr, highlight=False, soft_wrap=True)
