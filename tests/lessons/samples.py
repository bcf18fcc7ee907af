"""Pages to read: one good one, and its parts to change."""

GOOD = """\
---
title: Load records inside the task
status: adopted              # candidate | adopted | retired
kind: gotcha
cost: 2h
applies-to: ["app/**/*.py"]
triggers: {content: ["BackgroundTasks"], prompt: ["background job"]}
rule: detached-record
enforce: deny
review: 2027-02-20
evidence: ["commit:4be1", "session:abc#12"]
---
A record is detached once its session ends.

```python bad case=endpoint file=app/api.py
tasks.add_task(send, order)
```
```python good
tasks.add_task(send, order.id)
```
"""


def page(**changed: str) -> str:
    """The good page with whole lines changed; a key that is not on it is added, an empty line dropped."""
    lines = GOOD.split("\n")
    for key, line in changed.items():
        name = key.replace("_", "-")
        at = next((i for i, old in enumerate(lines) if old.startswith(f"{name}:")), None)
        if at is None:
            lines.insert(2, line)
        else:
            lines[at : at + 1] = [line] if line else []
    return "\n".join(lines)
