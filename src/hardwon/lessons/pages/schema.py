"""The JSON Schema of a page's front matter, for editors."""

import json
from importlib.resources import files
from typing import Any


def front_matter_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) that the front matter of every readable page satisfies."""
    text = (files("hardwon.lessons.pages") / "lesson.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
