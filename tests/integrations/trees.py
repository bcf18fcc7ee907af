"""Small repositories and packs for the tests of this folder."""

from pathlib import Path

from hardwon.integrations import Plan, Starter, make_changes, plan_init, plan_uninstall
from hardwon.lessons import Lesson

SCHEMA = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}


def lesson(slug: str = "first-act", **more: object) -> Lesson:
    values: dict[str, object] = {
        "title": f"About {slug}",
        "status": "adopted",
        "kind": "gotcha",
        "body": "It was so. It cost a day.\n\nMore of it.\n",
        "path": f".hardwon/lessons/{slug}.md",
        "cost": 90,
        **more,
    }
    return Lesson(slug=slug, **values)  # type: ignore[arg-type]


LESSONS = (lesson("first-act"), lesson("second-act", cost=30))
STARTER = Starter(
    pages={f"{one.slug}.md": f"# {one.title}\n" for one in LESSONS},
    lessons=LESSONS,
    templates={"job.py.txt": "async def job() -> None: ...\n"},
    checklist=("Read the guide.",),
    questions=("Is the guide read?",),
)


def write(root: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def snapshot(root: Path) -> dict[str, bytes | None]:
    """Every file's bytes, every directory as None, by path; git's own are left out."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(root.rglob("*"))
        if ".git" not in path.relative_to(root).parts
    }


def plan(root: Path, *, starter: Starter = STARTER, budget: int = 1200) -> Plan:
    """An init's plan; the lessons on the shelf are those of the starter whose pages are there."""
    there = tuple(one for one in starter.lessons if (root / one.path).exists())
    return plan_init(root, starter, lessons=there, schema=SCHEMA, guide_budget=budget)


def init(root: Path, *, starter: Starter = STARTER) -> Plan:
    planned = plan(root, starter=starter)
    make_changes(root, planned.changes)
    return planned


def uninstall(root: Path, *, everything: bool = False) -> Plan:
    planned = plan_uninstall(root, STARTER, everything=everything)
    make_changes(root, planned.changes)
    return planned
