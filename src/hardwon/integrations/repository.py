"""What git says of the repository."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from hardwon.core import Places
from hardwon.integrations.changes import Change

_PATIENCE = 10  # seconds for git to answer


def ask_git(*words: str, root: Path, given: str = "") -> subprocess.CompletedProcess[str] | None:
    """What git says, `given` being its standard input; None where there is no git, or it does not answer."""
    command = ["git", "-C", str(root), *words]
    try:
        return subprocess.run(
            command, input=given, capture_output=True, text=True, check=False, timeout=_PATIENCE
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return None


def shared_by_git(places: Places, changes: Sequence[Change]) -> tuple[Change, ...]:
    """Those of `changes` that others see, too: git does not ignore their files. Without git, all of them."""
    if places.git_dir is None or not changes:
        return tuple(changes)
    names = "\0".join(change.path for change in changes)
    run = ask_git("check-ignore", "-z", "--stdin", root=places.root, given=names)
    ignored = set(run.stdout.split("\0")) if run else set()
    return tuple(change for change in changes if change.path not in ignored)
