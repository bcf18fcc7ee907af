"""A counting line for work that takes a while, where somebody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from hardwon.cli.figures import counted


@contextmanager
def counting_line(doing: str, noun: str, *, least: int = 0) -> Iterator[Callable[[int, int], None] | None]:
    """A line on standard error such as `checking 40 of 1,204 files`, taken back at the end.

    None where that is no terminal, or one that can take nothing back. Less than `least` to do is not told.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from hardwon.assembly.configuration import is_terminal_dumb

    if is_terminal_dumb():
        yield None
        return
    shown = False

    def show(done: int, total: int) -> None:
        nonlocal shown
        if shown or total - done >= least:
            shown = True
            click.echo(f"\r\x1b[K{doing} {done:,} of {counted(total, noun)}", err=True, nl=False)

    try:
        yield show
    finally:
        if shown:
            click.echo("\r\x1b[K", err=True, nl=False)
