"""Where evidence is looked up: the files of the work tree, git's history, the journal's sessions."""

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import pathspec

from hardwon.scribe import Git, GitFailed

_HOPS = 10  # renames of one file that are followed
_FILES = 200_000  # of a tree without git that are listed


class Ground:
    """The repository at `root` as it is now. Each question is answered once and then remembered.

    `git` is None where there is none. `session_is_known` says whether the journal has a session of that id
    (its beginning is enough), and None where nobody can tell: its journal may be on another machine.
    """

    def __init__(
        self, root: Path, git: Git | None, session_is_known: Callable[[str], bool | None] = lambda _: None
    ) -> None:
        self.root = root
        self.session_is_known = session_is_known
        self._git = git
        self._matching: dict[str, bool] = {}

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The files that are tracked, or new and not ignored, and are there."""
        if self._git is None:
            return tuple(_walk(self.root))
        listed = self._fields("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        # A sparse checkout has tracked files that are not on the disk, and deleted ones are in the index.
        absent = set(self._fields("ls-files", "-z", "--deleted"))
        return tuple(dict.fromkeys(path for path in listed if path not in absent))

    @cached_property
    def is_shallow(self) -> bool:
        """Whether older commits were left out when the repository was cloned."""
        return self._line("rev-parse", "--is-shallow-repository") == "true"

    @property
    def has_git(self) -> bool:
        return self._git is not None

    def exists(self, path: str) -> bool:
        """Whether a file or a folder of that name is there, or tracked."""
        try:
            there = (self.root / path).exists()
        except OSError:  # a name that is too long for the disk
            there = False
        return there or path in self._tracked

    def text(self, path: str) -> str:
        """The file's text; empty where it cannot be read."""
        try:
            return (self.root / path).read_bytes()[:2_000_000].decode("utf-8", "replace")
        except OSError:
            return ""

    def commit_subject(self, sha: str) -> str | None:
        """The first line of the message of a commit that some branch or tag has; None where none has it."""
        whole = self._line("rev-parse", "--verify", "--quiet", f"{sha}^{{commit}}")
        if not whole:
            return None
        held = self._line("merge-base", whole, "HEAD") == whole or self._line(
            "for-each-ref", "--count=1", "--format=%(refname)", f"--contains={whole}"
        )
        return (self._line("log", "-1", "--format=%s", whole) or " ") if held else None

    def commit_like(self, sha: str) -> str:
        """The commit that took the place of one that was rewritten: the same message, now; or empty."""
        subject = self._line("log", "-1", "--format=%s", sha)
        if not subject:
            return ""
        form = ("--format=%h %s", "--fixed-strings", f"--grep={subject}")
        found = self._line("log", "-1", *form, "HEAD")
        return found.partition(" ")[0] if found.partition(" ")[2] == subject else ""

    def renamed(self, path: str) -> str:
        """What a file is called now that git saw being renamed, however often; empty where it did not."""
        now = path
        for _ in range(_HOPS):
            now = self._renamed_once(now)
            if not now or self.exists(now):
                return now
        return ""

    def remembers(self, glob: str) -> str:
        """A file that matched a pattern of `applies-to` once and was deleted or renamed; empty for none."""
        pattern = glob.removeprefix("/") if "/" in glob.rstrip("/") else f"**/{glob}"
        shown = self._fields(
            "log", "-z", "-1", "--diff-filter=D", "--no-renames", "--name-only", "--format=", "HEAD", "--",
            f":(glob){pattern}",
        )  # fmt: skip
        return next((one.strip("\n") for one in shown if one.strip("\n")), "")

    def matches(self, glob: str) -> bool:
        """Whether a file matches a pattern of `applies-to`."""
        if glob not in self._matching:
            found = pathspec.GitIgnoreSpec.from_lines([glob]).match_files(self.files)
            self._matching[glob] = next(iter(found), None) is not None
        return self._matching[glob]

    def says(self, words: Sequence[str], globs: Sequence[str]) -> bool:
        """Whether one of `words` stands in a file that `globs` match (in any where there are none).

        True where nobody can tell: there is no git, which searches large trees fast.
        """
        if self._git is None:
            return True
        sought = [part for word in words for part in ("-e", word)]
        quiet = (
            "grep",
            "-z",
            "-l",
            "-i",
            "-I",
            "-F",
            "--untracked",
            *sought,
            "--",
            ".",
            ":(exclude).hardwon",
        )
        found = self._fields(*quiet)
        return bool(list(pathspec.GitIgnoreSpec.from_lines(globs).match_files(found)) if globs else found)

    def history(self, path: str) -> tuple[str, ...]:
        """The commits of a file through its renames, newest first: `2026-03-01 4be1c2d Adopt …`."""
        form = "--format=%cs %h %s"
        return tuple(self._fields("log", "-z", "--follow", "--max-count=20", form, "HEAD", "--", path))

    def last_changes(self, folder: str) -> dict[str, str]:
        """The day (ISO) of the last commit of each file in a folder that was ever committed."""
        found: dict[str, str] = {}
        day = ""
        shown = self._fields("log", "-z", "--name-only", "--format=%x01%cs", "HEAD", "--", folder)
        for field in shown:
            for part in field.split("\n"):
                if part.startswith("\x01"):
                    day = part[1:]
                elif part:
                    found.setdefault(part, day)
        return found

    def defining(self, word: str, ending: str) -> list[str]:
        """The files with that ending in which `word` stands, at most 50."""
        if self._git is None:
            return []
        found = self._fields("grep", "-z", "-l", "-w", "-I", "-F", "-e", word, "--", f"*{ending}")
        return found[:50]

    @cached_property
    def _tracked(self) -> frozenset[str]:
        deleted = set(self._fields("ls-files", "-z", "--deleted"))
        return frozenset(path for path in self._fields("ls-files", "-z") if path not in deleted)

    def _renamed_once(self, path: str) -> str:
        seen = ("--find-renames=40%", "--diff-filter=R", "--name-status", "-z")
        fresh = _new_name(self._fields("diff", *seen, "HEAD"), path)
        if fresh:
            return fresh  # renamed and not committed yet
        gone = self._line(
            "log", "-1", "--diff-filter=D", "--no-renames", "--format=%H", "HEAD", "--", f":(literal){path}"
        )
        if not gone:
            return ""
        return _new_name(self._fields("diff-tree", "-r", "--root", "--no-commit-id", *seen, gone), path)

    def _line(self, *arguments: str) -> str:
        if self._git is None:
            return ""
        try:
            return self._git.line(*arguments)
        except (GitFailed, FileNotFoundError):
            return ""

    def _fields(self, *arguments: str) -> list[str]:
        if self._git is None:
            return []
        try:
            return [os.fsdecode(field) for field in self._git.fields(*arguments)]
        except (GitFailed, FileNotFoundError):
            return []  # no commit yet, or git says no: nothing is known


def _new_name(fields: Sequence[str], path: str) -> str:
    """The new name beside `path` among git's triples of state, old and new name."""
    for at, field in enumerate(fields):
        if field.startswith("R") and fields[at + 1 : at + 2] == [path]:
            return fields[at + 2]
    return ""


def _walk(root: Path) -> Iterator[str]:
    count = 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            one for one in folders if one not in (".git", "node_modules", ".venv", "__pycache__")
        )
        for name in sorted(names):
            count += 1
            if count > _FILES:
                return
            yield (Path(folder) / name).relative_to(root).as_posix()
