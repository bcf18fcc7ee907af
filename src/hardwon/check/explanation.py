"""A rule's page: the text that `rules explain` prints and the reference shows."""

from __future__ import annotations

import inspect
import re
from textwrap import dedent

from hardwon.check.findings import Severity
from hardwon.check.rule import Rule

_MARK = re.compile(r"# here(?:: (warning|advice))?\s*$", re.MULTILINE)
_GRAVEST_FIRST: tuple[Severity, ...] = ("error", "warning", "advice")


def explain(rule: Rule) -> str:
    """The rule as Markdown: what it says, where to read more, a breach with its cure, a near miss."""
    breach = rule.breaches[0]
    return (
        "\n\n".join(
            [
                f"## {rule.slug}",
                f"**{rule.title}.**",
                inspect.cleandoc(rule.__doc__ or ""),
                f"Read more: <{rule.source}>",
                "Found (the marked line):",
                _block(breach.text),
                "Cured:",
                _block(breach.cured),
                "Not found, because it is right:",
                _block(rule.quiet[0]),
                f"`# hardwon: ignore[{rule.slug}] reason` silences it on one line.",
            ]
        )
        + "\n"
    )


def severity_of(rule: Rule) -> Severity:
    """The gravest severity that the rule's own breaches are marked with; one finding may be less grave."""
    marks = {mark or "error" for breach in rule.breaches for mark in _MARK.findall(breach.text)}
    return next((severity for severity in _GRAVEST_FIRST if severity in marks), "error")


def _block(text: str) -> str:
    return f"```python\n{dedent(text).strip()}\n```"
