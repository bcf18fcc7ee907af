"""A new page, written from a title or from a candidate."""

import json
import re
from datetime import date

import yaml

from hardwon.lessons.pages.lesson import Status, describe_cost

_PLAIN = re.compile(r"[A-Za-z`][^\n]*")
PLACEHOLDER = "What goes wrong, why, and what to do instead: a few sentences."
_HINT = f"""\
{PLACEHOLDER}

<!-- To let hardwon find it, name a rule above (`rule: a-slug` of `hardwon rules`, or
     `rule: {{command: 'regex'}}`) and show it here: a fence that begins
     ```python bad case=NAME file=app/api.py, another with good for bad.
     `hardwon lessons verify` runs the rule on both. -->
"""


def draft_page(
    title: str,
    *,
    review: date,
    kind: str = "gotcha",
    status: Status = "candidate",
    cost: int = 0,
    enforce: str = "advise",
    applies_to: tuple[str, ...] = (),
    evidence: tuple[str, ...] = (),
    body: str = "",
) -> str:
    """A page that `read_page` reads back to the same values.

    An empty `body` becomes a hint about what to write. `cost` is in minutes, 0 where it is not known.
    """
    keys = {
        "title": quote(" ".join(title.split())),
        "status": status,
        "kind": kind,
        "cost": describe_cost(cost) if cost else "",
        "applies-to": json.dumps(list(applies_to), ensure_ascii=False) if applies_to else "",
        "enforce": enforce,
        "review": review.isoformat(),
        "evidence": json.dumps(list(evidence), ensure_ascii=False),
    }
    if not body and not cost:
        keys["cost"] = "0  # what it cost to learn: 2h, 30m, 1h30m"
    front = "".join(f"{key}: {value}\n" for key, value in keys.items() if value)
    return f"---\n{front}---\n{body.strip() or _HINT.strip()}\n"


def quote(text: str) -> str:
    """`text` as YAML: plain where it reads back as it is, else quoted."""
    if _PLAIN.fullmatch(text):
        try:
            if yaml.safe_load(f"key: {text}") == {"key": text}:
                return text
        except yaml.YAMLError:
            pass  # plain YAML it is not; the quoted form below is
    return json.dumps("".join(c if c.isprintable() else " " for c in text), ensure_ascii=False)
