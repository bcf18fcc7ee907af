"""Where agents keep the transcripts of a repository."""

from collections.abc import Iterator
from pathlib import Path

from hardwon.core import Places
from hardwon.scribe.formats import known_formats
from hardwon.scribe.transcript import Keeping


def kept_transcripts(home: Path, places: Places) -> Iterator[Path]:
    """The transcripts that all known agents keep, below the user's `home` or in the worktrees themselves."""
    for keeping in keepings(home, places):
        yield from keeping.files()


def keepings(home: Path, places: Places) -> list[Keeping]:
    """Where each known agent keeps the transcripts of a repository's worktrees."""
    roots = worktrees(places)
    return [one.keeping(home, roots) for one in known_formats().values()]


def worktrees(places: Places) -> tuple[Path, ...]:
    """The tops of a repository's worktrees, its own first; read from git's files, without running git."""
    roots = [places.root]
    if places.git_dir is not None:
        if places.git_dir.name == ".git":
            roots.append(places.git_dir.parent)
        pointers = sorted(places.git_dir.glob("worktrees/*/gitdir"))
        roots += [Path(one.read_text(encoding="utf-8", errors="replace").strip()).parent for one in pointers]
    return tuple(dict.fromkeys(roots))
