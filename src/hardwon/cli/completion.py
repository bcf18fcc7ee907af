"""`hardwon completion`."""

import click
from click.shell_completion import get_completion_class

from hardwon.cli.root import root


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    Examples:
      hardwon completion bash >> ~/.bashrc
      hardwon completion fish > ~/.config/fish/completions/hardwon.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None, "the choice above names only shells that click knows"
    click.echo(kind(root, {}, "hardwon", "_HARDWON_COMPLETE").source())
