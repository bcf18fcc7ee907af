"""Packs to import: folders, and git repositories that hold one."""

import subprocess
from pathlib import Path

from hardwon.check import rule_slugs
from hardwon.lessons import PackDesk, Shelf
from hardwon.lessons.packs.exchange import Import, Rewrite

MANIFEST = "name: org\ntitle: Lessons of all\nabout: What everybody should know.\nversion: 1\n"


def lesson(
    title: str, text: str = "Somebody waited for a whole day.", *, status: str = "adopted", more: str = ""
) -> str:
    """A small page."""
    return f"---\ntitle: {title}\nstatus: {status}\nkind: gotcha\ncost: 1h\n{more}---\n{text}\n"


PAGES = {
    "close-the-client": lesson("Close the client in a finally", "A client that stays open leaks its socket."),
    "pin-the-image": lesson(
        "Pin the base image by digest", "A tag moves, and the build of last week is gone."
    ),
}


def write_pack(folder: Path, pages: dict[str, str] | None = None, *, manifest: str = MANIFEST) -> Path:
    """A pack in `folder`, as its files say and nothing else."""
    (folder / "lessons").mkdir(parents=True, exist_ok=True)
    for old in (folder / "lessons").iterdir():
        old.unlink()
    (folder / "pack.yaml").write_text(manifest)
    for slug, text in (PAGES if pages is None else pages).items():
        (folder / "lessons" / f"{slug}.md").write_text(text)
    return folder


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    command = ["git", "-C", str(folder), *identity, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit_pack(folder: Path, *, tag: str = "") -> str:
    """Commits all of `folder`, as a repository; the commit."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "As it is", "--allow-empty")
    if tag:
        git(folder, "tag", "-f", tag)
    return git(folder, "rev-parse", "HEAD")


def desk(root: Path) -> PackDesk:
    """The packs of the repository at `root`, read afresh."""
    return PackDesk(
        root,
        Shelf(root / ".hardwon/lessons"),
        known_rules=rule_slugs(),
        environment={"PATH": "/usr/bin:/bin"},
    )


def make(root: Path, rewrites: tuple[Rewrite, ...]) -> None:
    """What a plan says, on disk."""
    for one in rewrites:
        file = root / one.path
        assert (file.read_bytes() if file.exists() else None) == one.before
        if one.after is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(one.after)


def bring(root: Path, text: str, *, update: bool = False, cautious: bool = False) -> Import:
    """Imports `text` into the repository at `root`."""
    plan = desk(root).plan_import(text, update=update, cautious=cautious)
    make(root, plan.rewrites)
    return plan


def fates(plan: Import) -> dict[str, str]:
    """What became of each file: the name of its fate, by slug."""
    return {Path(one.path).stem: one.fate.name for one in plan.arrival.files}
