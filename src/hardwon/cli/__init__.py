"""The command line: words in, one call, words out."""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from hardwon.cli.root import COMMANDS as COMMANDS
    from hardwon.cli.root import root as root
    from hardwon.cli.root import run as run

__all__ = ["COMMANDS", "root", "run"]


def __getattr__(name: str) -> object:
    # Lazy: a check that a daemon answers does not pay for click.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("hardwon.cli.root"), name)
