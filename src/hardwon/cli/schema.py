"""`hardwon schema`."""

import json
from importlib.resources import files
from typing import Any

import click

from hardwon.core import HardwonError

_FOLDER = files("hardwon.cli") / "schemas"


class NoSchema(HardwonError):
    """There is no schema of the name that was asked for."""


@click.command(short_help="Print the JSON Schema of a document.")
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """Print the JSON Schema of the document NAME; without NAME, list which there are.

    \b
    Examples:
      hardwon schema
      hardwon schema worklog > worklog.schema.json
    """
    if name is None:
        for known, schema in schemas().items():
            click.echo(f"{known:<14} {schema['title']}")
        return
    click.echo(json.dumps(schema_of(name), ensure_ascii=False, indent=2))


def schemas() -> dict[str, dict[str, Any]]:
    """All schemas by name: one file each."""
    found = sorted((one for one in _FOLDER.iterdir() if one.name.endswith(".json")), key=lambda one: one.name)
    return {one.name.removesuffix(".json"): json.loads(one.read_text(encoding="utf-8")) for one in found}


def schema_of(name: str) -> dict[str, Any]:
    """The schema called `name`. Raises `NoSchema`."""
    known = schemas()
    if name not in known:
        raise NoSchema(f"there is no schema `{name}`", next_step=f"it is one of {', '.join(known)}")
    return known[name]
