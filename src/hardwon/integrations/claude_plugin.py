"""The plugin for Claude Code: a folder that ships with hardwon, and is written where somebody wants it."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from hardwon.integrations.changes import Change
from hardwon.integrations.installation import Note, Plan
from hardwon.integrations.seals import same_text
from hardwon.integrations.tree import Tree, Unusable

_LEFT_OUT = ("__pycache__",)


def plugin_files() -> dict[str, bytes]:
    """The files of the plugin, by their paths in it."""
    return dict(sorted(_below(files("hardwon.integrations") / "plugin", "")))


def plan_plugin(folder: Path) -> Plan:
    """What `hardwon init --plugin` would write into `folder`; a file of another version there is renewed."""
    tree = Tree(folder)
    changes, notes = [], []
    for path, data in plugin_files().items():
        try:
            before = tree.read(path)
        except Unusable as error:
            notes.append(Note(path, f"left alone: {error}"))
            continue
        if before is None or not same_text(before, data):
            changes.append(Change(path, before, data))
    return Plan(tuple(changes), tuple(notes))


def _below(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name not in _LEFT_OUT:
            found += _below(entry, f"{prefix}{entry.name}/")
        elif entry.is_file():
            found.append((prefix + entry.name, entry.read_bytes()))
    return found
