"""What git says of a worktree: branch, status, latest commits, what the changes come to."""

import contextlib
import threading
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardwon.assembly.context_stamps import git_files, stamp
from hardwon.core import HardwonError, Places
from hardwon.daemon import Asked, Provider
from hardwon.scribe import Git, GitFailed

_SECONDS = 3.0
_FILES = 200  # changed files that are named
_COMMITS = 5
_BIGGEST = 10
_UNSEEN = 500  # tracked files that are ignored all the same: more of them are not looked at one by one
_BASES = ("main", "master", "trunk", "develop")
_NEVER_WATCHED = ("node_modules", ".venv", "__pycache__", ".hg", ".svn")
_NO_COMMIT = ("does not have any commits", "bad revision 'HEAD'", "ambiguous argument 'HEAD'", "bad default")


class GitUnusable(HardwonError):
    """git cannot be run, or refuses."""


def git_providers(parts: "GitParts") -> list[Provider]:
    """The parts that git tells; in a directory without git each says so."""
    return [
        Provider("branch", parts.branch, parts.refs_key, timeout=_SECONDS),
        Provider("status", parts.status, parts.tree_key, parts.prepare, _SECONDS),
        Provider("commits", parts.commits, parts.refs_key, timeout=_SECONDS),
        Provider("diff", parts.diff, parts.tree_key, parts.prepare, _SECONDS),
    ]


class GitParts:
    """Asks git so that it only reads; knows on what its answers depend. `environment` is git's."""

    def __init__(self, environment: Mapping[str, str], home: Path) -> None:
        self._environment = environment
        self._home = home
        self._unseen: dict[Path, tuple[Hashable, list[str]]] = {}
        self._listing = threading.Lock()
        self._latest: tuple[Asked, Hashable | None] | None = None

    def refs_key(self, asked: Asked) -> Hashable | None:
        """On what branch and commits depend: git's own files."""
        latest = self._latest
        if latest is not None and latest[0] is asked:
            return latest[1]  # four parts ask it for the same question
        places = asked.places
        own = places.own_git_dir
        files = git_files(own, places.git_dir, self._home) if own and places.git_dir else None
        looks = stamp(files) if files is not None else None
        self._latest = (asked, looks)
        return looks

    def tree_key(self, asked: Asked) -> Hashable | None:
        """On what status and diff depend: git's own files, and every file of the work tree.

        None where no pulse tells of those, and where there are submodules, whose commits none tells of.
        """
        root = asked.places.root
        rules = self._rules(asked)
        known, unseen = self._unseen.get(root, (None, []))
        if rules is None or rules != known or len(unseen) > _UNSEEN or (root / ".gitmodules").exists():
            return None
        looks = stamp(root / path for path in unseen)
        return None if looks is None else (asked.beat, rules, looks)

    def prepare(self, asked: Asked) -> None:
        """Lists the tracked files that no pulse tells of, if the index or the rules are new."""
        rules = self._rules(asked)
        root = asked.places.root
        with self._listing:
            if rules is not None and self._unseen.get(root, (None, []))[0] != rules:
                self._unseen[root] = (rules, self._list_unseen(asked.places))

    def _rules(self, asked: Asked) -> Hashable | None:
        refs = self.refs_key(asked) if asked.beat is not None else None
        return None if refs is None or asked.beat is None else (refs, asked.beat.rules)

    def _list_unseen(self, places: Places) -> list[str]:
        """The tracked files that the watcher leaves out, because they are ignored."""
        never = [word for name in _NEVER_WATCHED for word in ("-x", name)]
        listed = self._git(places).fields("ls-files", "-z", "-c", "-i", "--exclude-standard", *never)
        return [_text(path) for path, _ in zip(listed, range(_UNSEEN + 1), strict=False)]

    def branch(self, asked: Asked, _: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
        """The branch, how far it is from where it came from, and what is under way."""
        places = asked.places
        own = places.own_git_dir
        if own is None:
            return {"git": False}
        name = places.branch
        with _explained(places):
            refs = self._refs(places, name)
            head = refs[name].sha if name in refs else "" if name else _read(own / "HEAD")
            ref = refs.get(name)
            base = _base_of(name, refs) if head else ""
            return {
                "git": True,
                "name": name or None,
                "head": head or None,
                "upstream": _track(ref.upstream, ref.track) if ref and ref.upstream else None,
                "base": self._distance(places, base) if base else None,
                "operation": _operation(own),
            }

    def _refs(self, places: Places, name: str) -> "dict[str, _Ref]":
        """The refs that matter, by their short names (`main`, `origin/HEAD`)."""
        form = "%00".join(
            ("%(refname)", "%(objectname)", "%(symref:short)", "%(upstream:short)",
             "%(upstream:track,nobracket)", "")
        )  # fmt: skip
        heads = [f"refs/heads/{one}" for one in dict.fromkeys((name, *_BASES)) if one]
        remotes = [f"refs/remotes/origin/{one}" for one in ("HEAD", *_BASES)]
        listed = [
            _text(one)
            for one in self._git(places).fields("for-each-ref", f"--format={form}", *heads, *remotes)
        ]
        found = {}
        for start in range(0, len(listed) - 4, 5):
            full, sha, symref, upstream, track = listed[start : start + 5]
            short = full.strip().removeprefix("refs/heads/").removeprefix("refs/remotes/")
            found[short] = _Ref(sha, symref, upstream, track)
        return found

    def _distance(self, places: Places, base: str) -> dict[str, object]:
        counts = self._git(places).line("rev-list", "--left-right", "--count", f"{base}...HEAD").split()
        behind, ahead = (int(one) for one in counts) if len(counts) == 2 else (0, 0)
        return {"name": base, "ahead": ahead, "behind": behind}

    def status(self, asked: Asked, _: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
        """The changed files, with git's two letters: what is staged, what is not."""
        places = asked.places
        if places.own_git_dir is None:
            return {"git": False}
        with _explained(places):
            states = dict(_parse_status(self._git(places).fields("status", "--porcelain=v2", "-z")))
        letters = list(states.values())
        return {
            "git": True,
            "changed": len(states),
            "staged": sum(one[0] not in ".?U" and one[1] != "U" for one in letters),
            "unstaged": sum(one[1] not in ".?U" and one[0] != "U" for one in letters),
            "untracked": sum(one == "??" for one in letters),
            "conflicts": sum(one[0] == "U" or one[1] == "U" or one in ("AA", "DD") for one in letters),
            "files": [{"path": path, "state": state} for path, state in list(states.items())[:_FILES]],
        }

    def commits(self, asked: Asked, _: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
        """The latest commits, without their people."""
        places = asked.places
        if places.own_git_dir is None:
            return {"git": False}
        fields = self._git(places).fields(
            "log", "-z", "--no-show-signature", "--no-notes", "--encoding=UTF-8", f"--max-count={_COMMITS}",
            "--format=tformat:%H%n%cI%n%s", "HEAD", "--",
        )  # fmt: skip
        with _explained(places):
            lines = [_text(one).split("\n", 2) for one in _or_none(fields) or []]
        return {
            "git": True,
            "commits": [{"sha": sha, "time": at, "subject": subject} for sha, at, subject in lines],
        }

    def diff(self, asked: Asked, _: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
        """How many lines of tracked files differ from the last commit, staged or not."""
        places = asked.places
        if places.own_git_dir is None:
            return {"git": False}
        numbers = ("diff", "--numstat", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color")
        with _explained(places):
            fields = _or_none(self._git(places).fields(*numbers, "HEAD", "--"))
            if fields is None:
                fields = list(self._git(places).fields(*numbers, "--cached", "--"))
        changes = [_text(one).split("\t", 2) for one in fields]
        counted = [(path, int(added), int(removed)) for added, removed, path in changes if added != "-"]
        biggest = sorted(counted, key=lambda one: (-one[1] - one[2], one[0]))[:_BIGGEST]
        return {
            "git": True,
            "files": len(changes),
            "binary": len(changes) - len(counted),
            "added": sum(one[1] for one in counted),
            "removed": sum(one[2] for one in counted),
            "biggest": [
                {"path": path, "added": added, "removed": removed} for path, added, removed in biggest
            ],
        }

    def _git(self, places: Places) -> Git:
        # A little longer than the part: then it is the part that says that it was late.
        return Git(places.root, self._environment, seconds=_SECONDS + 0.2)


@dataclass(frozen=True, slots=True)
class _Ref:
    sha: str
    symref: str
    upstream: str
    track: str


@contextlib.contextmanager
def _explained(places: Places) -> Iterator[None]:
    """Says what to do where git cannot be run, or refuses."""
    try:
        yield
    except FileNotFoundError:
        raise GitUnusable("git is not installed", next_step="install it: https://git-scm.com") from None
    except GitFailed as refusal:
        raise GitUnusable(f"git: {refusal}", next_step=f"look there: git -C {places.root} status") from None


def _or_none(fields: Iterator[bytes]) -> list[bytes] | None:
    """All of `fields`; None where there is no commit yet."""
    try:
        return list(fields)
    except GitFailed as refusal:
        if any(words in str(refusal) for words in _NO_COMMIT):
            return None
        raise


def _parse_status(fields: Iterator[bytes]) -> Iterator[tuple[str, str]]:
    """Paths and their two letters, from `git status --porcelain=v2 -z`."""
    for field in fields:
        entry = _text(field)
        if entry.startswith("? "):
            yield entry[2:], "??"
        elif entry[:2] in ("1 ", "2 ", "u "):
            words = {"1": 8, "2": 9, "u": 10}[entry[0]]
            yield entry.split(" ", words)[words], entry[2:4]
            if entry[0] == "2":
                next(fields, b"")  # where it was renamed from


def _track(upstream: str, track: str) -> dict[str, object]:
    """`ahead 1, behind 2` as numbers; an upstream that is `gone` has none."""
    counts = {"ahead": 0, "behind": 0}
    for word in track.split(", "):
        side, _, number = word.partition(" ")
        if side in counts and number.isdigit():
            counts[side] = int(number)
    gone = track == "gone"
    return {"name": upstream, "gone": gone, **({} if gone else counts)}


def _base_of(name: str, refs: Mapping[str, _Ref]) -> str:
    """The branch that others start from; empty where `name` is it, or there is none."""
    known = refs["origin/HEAD"].symref.removeprefix("origin/") if "origin/HEAD" in refs else ""
    for base in dict.fromkeys((known, *_BASES)):
        if base and base == name:
            return ""
        for ref in (base, f"origin/{base}"):
            if base and ref in refs:
                return ref
    return f"origin/{known}" if known else ""


def _operation(own: Path) -> dict[str, object] | None:
    """What was begun and is not ended; a rebase with its branch and how far it is."""
    for folder, step, last in (("rebase-merge", "msgnum", "end"), ("rebase-apply", "next", "last")):
        if (own / folder).is_dir():
            branch = _read(own / folder / "head-name").removeprefix("refs/heads/")
            applies = folder == "rebase-apply" and not (own / folder / "rebasing").exists()
            return {
                "kind": "am" if applies else "rebase",
                "branch": branch or None,
                "step": _number(own / folder / step),
                "steps": _number(own / folder / last),
            }
    marks = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG")
    kinds = ("merge", "cherry-pick", "revert", "bisect")
    for mark, kind in zip(marks, kinds, strict=True):
        if (own / mark).exists():
            return {"kind": kind, "branch": None, "step": None, "steps": None}
    return None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _number(path: Path) -> int | None:
    text = _read(path)
    return int(text) if text.isdecimal() else None


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
