"""Where a repository keeps what hardwon needs, found without running git."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from hardwon.core.errors import HardwonError


class NoRepository(HardwonError):
    """The path that was to be a repository is not a directory."""


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of one repository; all absolute, none created by asking.

    `root` is the worktree's top (the directory itself where there is no git); `git_dir` the common
    git directory shared by all worktrees, None without git; `state` what is derived or private.
    """

    root: Path
    git_dir: Path | None
    state: Path
    runtime: Path

    @property
    def branch(self) -> str:
        """The branch that git's HEAD names; empty without git, or with a detached head."""
        own = _own_git_dir(self.root)
        try:
            head = (own / "HEAD").read_text(encoding="utf-8").strip() if own else ""
        except OSError:
            return ""
        return head.removeprefix("ref: refs/heads/") if head.startswith("ref: ") else ""

    @property
    def own_git_dir(self) -> Path | None:
        """The git directory of this worktree alone, with its HEAD and index; None without git."""
        return _own_git_dir(self.root)

    @property
    def home(self) -> Path:
        """What the team shares through git."""
        return self.root / ".hardwon"

    @property
    def lessons(self) -> Path:
        return self.home / "lessons"

    @property
    def journal(self) -> Path:
        return self.state / "journal.db"

    @property
    def index(self) -> Path:
        return self.state / "index"

    @property
    def cache(self) -> Path:
        return self.state / "cache.db"

    @property
    def spool(self) -> Path:
        return self.state / "spool"

    @property
    def lock(self) -> Path:
        return self.state / "owner.lock"

    @property
    def socket(self) -> Path:
        """The daemon's Unix socket; its name is short because such paths may have 107 bytes at most."""
        digest = hashlib.blake2b(str(self.state).encode(), digest_size=8).hexdigest()
        return self.runtime / f"{digest}.sock"


def find_places(start: Path, *, runtime: Path) -> Places:
    """The places of the repository that holds `start` (a file or directory, existing).

    The nearest parent with a `.git` is the root; a parent with `.hardwon`, a `hardwon.toml` or a
    `pyproject.toml` serves where there is no git, and else `start` itself. `runtime` is the user's
    directory for sockets. Raises `NoRepository`.
    """
    try:
        return _find(start.resolve(), runtime)
    except PermissionError as error:
        raise NoRepository(
            f"{error.filename} may not be looked at",
            next_step=f"take care that you may read it: ls -ld {error.filename}",
        ) from error


def _find(start: Path, runtime: Path) -> Places:
    if not start.exists():
        raise NoRepository(f"{start} does not exist", next_step="name a directory that does")
    directory = start if start.is_dir() else start.parent
    parents = (directory, *directory.parents)
    for parent in parents:
        git_dir = _common_git_dir(parent)
        if _is_bare(parent):
            raise NoRepository(
                f"{parent} is a bare repository, without files to work on",
                next_step="run hardwon in a clone, or in a worktree: git worktree add",
            )
        if git_dir is not None:
            return Places(root=parent, git_dir=git_dir, state=git_dir / "hardwon", runtime=runtime)
    for parent in parents:
        if any((parent / name).exists() for name in (".hardwon", "hardwon.toml", "pyproject.toml")):
            return Places(root=parent, git_dir=None, state=parent / ".hardwon/state", runtime=runtime)
    return Places(root=directory, git_dir=None, state=directory / ".hardwon/state", runtime=runtime)


def _is_bare(directory: Path) -> bool:
    if not (directory / "objects").is_dir() or not (directory / "HEAD").is_file():
        return False
    try:
        config = (directory / "config").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return "bare = true" in config


def _own_git_dir(root: Path) -> Path | None:
    """The git directory of the worktree at `root`; None where `root` is no worktree's top."""
    dot_git = root / ".git"
    if dot_git.is_dir():
        return dot_git if (dot_git / "HEAD").exists() else None
    if not dot_git.is_file():
        return None
    # A linked worktree or a submodule: the file names the directory.
    name, _, target = dot_git.read_text(encoding="utf-8", errors="replace").strip().partition(": ")
    own = (root / target).resolve() if name == "gitdir" and target else None
    return own if own is not None and own.is_dir() else None


def _common_git_dir(root: Path) -> Path | None:
    """The git directory shared by all worktrees of `root`; None where `root` is no worktree's top."""
    own = _own_git_dir(root)
    if own is not None and (own / "commondir").is_file():
        return (own / (own / "commondir").read_text(encoding="utf-8").strip()).resolve()
    return own
