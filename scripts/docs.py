"""Writes docs/reference from what the code says of itself; with --check it only compares.

Run it as `make docs`. The pages: commands (from the command line's own help), rules (from the rules'
texts), settings (from the configuration's fields), lesson (from the front matter's JSON Schema).
"""

import sys
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import click

from hardwon.check import builtin_rules, explain
from hardwon.cli import COMMANDS, root
from hardwon.core import Settings
from hardwon.lessons import front_matter_schema

REFERENCE = Path(__file__).parent.parent / "docs/reference"
NOTE = "<!-- Written by `make docs`; change the code, not this page. -->\n"


def commands() -> str:
    """Every command with its help, as the terminal shows it."""
    parts = ["# Commands\n", NOTE]
    for name in COMMANDS:
        with click.Context(root, info_name="hardwon") as above:
            command = root.get_command(above, name)
        assert command is not None
        parts += list(_command_pages(command, name, above))
    return "\n".join(parts)


def _command_pages(command: click.Command, name: str, above: click.Context) -> Any:
    context = click.Context(command, info_name=name, parent=above, max_content_width=100, terminal_width=100)
    with context:
        yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                below = command.get_command(context, inner)
                assert below is not None
                yield from _command_pages(below, inner, context)


def rule_pages() -> str:
    """Every built-in rule: what it says, where it comes from, a breach, near misses."""
    parts = ["# Rules\n", NOTE]
    parts += [explain(rule) for _, rule in sorted(builtin_rules().items())]
    return "\n".join(parts)


def settings() -> str:
    """Every key of `[tool.hardwon]`."""
    parts = ["# Settings\n", NOTE, "In `pyproject.toml`, or in `hardwon.toml` where there is none.\n"]
    return "\n".join(parts + _table(Settings, "tool.hardwon"))


def _table(kind: type[Any], prefix: str) -> list[str]:
    rows = [f"## [{prefix}]\n", "| key | default | unit | why |", "|---|---|---|---|"]
    below: list[str] = []
    hints = get_type_hints(kind)
    for setting in fields(kind):
        name = setting.name.replace("_", "-")
        if is_dataclass(hints[setting.name]):
            below += ["", *_table(hints[setting.name], f"{prefix}.{name}")]
            continue
        value = setting.default if setting.default is not MISSING else {}
        shown = list(value) if isinstance(value, tuple) else value
        rows.append(f"| `{name}` | `{shown!r}` | {setting.metadata['unit']} | {setting.metadata['why']} |")
    return [*rows, *below, ""]


def lesson() -> str:
    """The front matter of a lesson's page."""
    schema = front_matter_schema()
    required = set(schema.get("required", ()))
    rows = [
        "# The front matter of a lesson\n",
        NOTE,
        "| key | required | values | meaning |",
        "|---|---|---|---|",
    ]
    for name, described in schema["properties"].items():
        need = "yes" if name in required else ""
        rows.append(f"| `{name}` | {need} | {_values(described)} | {described.get('description', '')} |")
    return "\n".join(rows) + "\n"


def _values(described: Mapping[str, Any]) -> str:
    if "enum" in described:
        return ", ".join(f"`{value}`" for value in described["enum"])
    if "oneOf" in described or "anyOf" in described:
        return " or ".join(_values(one) for one in described.get("oneOf", described.get("anyOf", ())))
    if described.get("type") == "object":
        return "{" + ", ".join(described.get("properties", {"": None})) + "}"
    if described.get("type") == "array":
        return f"list of {_values(described.get('items', {}))}"
    return str(described.get("type", "any"))


PAGES = {"commands.md": commands, "rules.md": rule_pages, "settings.md": settings, "lesson.md": lesson}


def main() -> int:
    """Writes the pages, or with --check names those that differ (exit 1)."""
    stale = []
    for name, make in PAGES.items():
        page, text = REFERENCE / name, make().rstrip() + "\n"
        if "--check" in sys.argv:
            if not page.exists() or page.read_text(encoding="utf-8") != text:
                stale.append(str(page))
            continue
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    if stale:
        print("not current -> make docs: " + ", ".join(stale))
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
