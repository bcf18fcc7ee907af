"""A group of commands that are imported when they are called, not when they are listed."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """`table` says of each command its section of the help, its module below `package`, and what it does.

    A module's command is called `command` unless the table says `module:name`.
    """

    def __init__(
        self, *args: Any, table: Mapping[str, tuple[str, str, str]], package: str, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self._table = table
        self._package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._table:
            return None
        module, _, name = self._table[cmd_name][1].partition(":")
        found: click.Command = getattr(import_module(f"{self._package}.{module}"), name or "command")
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self._table and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, self._table, n=1)
            here = ctx.command_path
            hint = f"did you mean `{here} {near[0]}`?" if near else f"`{here} --help` lists the commands"
            raise click.UsageError(f"there is no command `{name}` -> {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section in dict.fromkeys(entry[0] for entry in self._table.values()):
            rows = [(name, entry[2]) for name, entry in self._table.items() if entry[0] == section]
            with formatter.section(section):
                formatter.write_dl(rows)
