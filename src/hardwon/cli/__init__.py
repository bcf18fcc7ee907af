"""The command line: words in, one call, words out."""

from hardwon.cli.root import COMMANDS, root, run

__all__ = ["COMMANDS", "root", "run"]
