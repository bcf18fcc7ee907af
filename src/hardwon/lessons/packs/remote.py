"""A pack out of a git repository: git brings the objects, and no file of it is ever checked out."""

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hardwon.lessons.packs.contents import (
    LARGEST,
    MANIFEST,
    BadPack,
    Contents,
    is_part,
    left_out,
    require_bounds,
    too_large,
    wrong_name,
)
from hardwon.lessons.packs.sources import GitSource
from hardwon.lessons.pages.lesson import Problem
from hardwon.store import redact

PATIENCE = 120.0  # seconds for one answer of git
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_VERSION = re.compile(r"([A-Za-z][A-Za-z._/-]*)?(\d{1,9}(?:\.\d{1,9}){0,5})")
_SHORT_COMMIT = re.compile(r"[0-9a-f]{7,63}")
# What of git's environment says how to reach a server; the rest says which repository one is in.
_KEPT = re.compile(
    r"GIT_(SSH|SSL|PROXY|HTTP_|EXEC_PATH|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|TRACE_REDACT|CURL_FTP)"
)
_EVERYTHING = ("+refs/heads/*:refs/all/heads/*", "+refs/tags/*:refs/all/tags/*")


class NotFetched(BadPack):
    """The repository could not be reached, or does not have what was asked for."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The pack's files, and the commit that they are of."""

    contents: Contents
    commit: str


def fetch(
    source: GitSource, *, environment: Mapping[str, str], commit: str = "", patience: float = PATIENCE
) -> Fetched:
    """The pack at `source`, as of `commit` where one is given. `patience` is in seconds for each step.

    Asks nobody for a password, takes no transport but https, ssh and file. Raises `NotFetched`, `BadPack`.
    """
    with tempfile.TemporaryDirectory(prefix="hardwon-pack-") as folder:
        git = _Git(Path(folder), source, environment, patience)
        git.run("init", "--quiet", "--bare", "--template=", ".")
        found = git.bring(commit) if commit else git.bring_ref(source.ref)
        tree = f"{found}:{source.folder}" if source.folder else found
        return Fetched(_contents(git, tree, source), found)


def newer_tag(source: GitSource, *, environment: Mapping[str, str], patience: float = PATIENCE) -> str:
    """The tag of the latest version after the one that `source` asks for; empty where it asks for none.

    Tags are compared that are called alike (`v1.2`, `jobs-3`); releases before a release are none. Raises
    `NotFetched`.
    """
    asked = _VERSION.fullmatch(source.ref)
    if asked is None:
        return ""
    with tempfile.TemporaryDirectory(prefix="hardwon-pack-") as folder:
        git = _Git(Path(folder), source, environment, patience)
        git.run("init", "--quiet", "--bare", "--template=", ".")
        names = [name.removeprefix("refs/tags/") for name in git.names() if name.startswith("refs/tags/")]
    if source.ref not in names:
        return ""  # a branch that is called so moves by itself
    versions = {name: match for name in names if (match := _VERSION.fullmatch(name))}
    later = [
        name for name, match in versions.items() if match[1] == asked[1] and _numbers(match) > _numbers(asked)
    ]
    return max(later, key=lambda name: _numbers(versions[name]), default="")


def _numbers(version: "re.Match[str]") -> tuple[int, ...]:
    numbers = [int(number) for number in version[2].split(".")]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


class _Git:
    """git in a bare repository of its own that knows `source` by the name `pack`."""

    def __init__(
        self, folder: Path, source: GitSource, environment: Mapping[str, str], patience: float
    ) -> None:
        self._folder = folder
        self._source = source
        self._patience = patience
        kept = {k: v for k, v in environment.items() if not k.startswith("GIT_") or _KEPT.match(k)}
        settings = {
            # The address is told by environment: a list of processes shows arguments to everybody.
            "remote.pack.url": source.url,
            "core.hooksPath": os.devnull,
            "fetch.recurseSubmodules": "false",
            "gc.auto": "0",
            "maintenance.auto": "false",
        }
        pairs: dict[str, str] = {"GIT_CONFIG_COUNT": str(len(settings))}
        for number, (key, value) in enumerate(settings.items()):
            pairs |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        self._environment = {
            **kept,
            **pairs,
            "GIT_DIR": str(folder),
            "GIT_ALLOW_PROTOCOL": "https:ssh:file",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "true",  # the program: it answers nothing
            "SSH_ASKPASS_REQUIRE": "never",
            "GIT_OPTIONAL_LOCKS": "0",
            "LC_ALL": "C",
        }

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        """What git prints. Raises `NotFetched` in its words, the address without credentials."""
        try:
            process = subprocess.Popen(
                ["git", *arguments],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # no terminal for ssh to ask on, and all of them end together
            )
        except OSError as error:
            raise NotFetched(
                f"git cannot be run: {error.strerror}", next_step="install git; `hardwon doctor` looks for it"
            ) from error
        try:
            out, err = process.communicate(given, timeout=self._patience)
        except BaseException as error:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            if isinstance(error, subprocess.TimeoutExpired):
                raise NotFetched(
                    f"{self._source}: git did not answer within {self._patience:g} s",
                    next_step="look after the connection, then do it again",
                ) from None
            raise
        if process.returncode:
            raise NotFetched(
                f"{self._source}: {self._said(err)}",
                next_step="see that `git ls-remote` works with that address, without a password",
            )
        return out

    def bring_ref(self, ref: str) -> str:
        """Fetches what `ref` names, a tag before a branch of the same name; its commit."""
        if _COMMIT.fullmatch(ref):
            return self.bring(ref)
        names = self.names()
        wanted = [f"refs/tags/{ref}", f"refs/heads/{ref}", ref] if ref else ["HEAD"]
        full = next((name for name in wanted if name in names), "")
        if full:
            self.run("fetch", "--quiet", "--depth=1", "--no-tags", "pack", full)
            return self._commit("FETCH_HEAD")
        if _SHORT_COMMIT.fullmatch(ref):
            self.run("fetch", "--quiet", "pack", *_EVERYTHING)
            return self._commit(ref)
        what = f"branch, tag or commit `{ref}`" if ref else "commit"
        known = ", ".join(name.removeprefix("refs/tags/") for name in names if name.startswith("refs/tags/"))
        raise NotFetched(
            f"{self._source}: there is no {what}", next_step=f"its tags are {known or 'none'}"[:200]
        )

    def bring(self, commit: str) -> str:
        """Fetches one commit; servers that give no commit by its name are asked for all they have."""
        try:
            self.run("fetch", "--quiet", "--depth=1", "--no-tags", "pack", commit)
        except NotFetched:
            self.run("fetch", "--quiet", "pack", *_EVERYTHING)
        try:
            return self._commit(commit)
        except NotFetched:
            raise NotFetched(
                f"{self._source} has no commit {commit[:12]} any more",
                next_step="ask who keeps it; --update takes what is there now",
            ) from None

    def _commit(self, name: str) -> str:
        return self.run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode().strip()

    def names(self) -> list[str]:
        """The references that the source has, by their full names."""
        lines = self.run("ls-remote", "--quiet", "pack").decode("utf-8", "replace").splitlines()
        return [line.partition("\t")[2] for line in lines if not line.endswith("^{}")]

    def _said(self, err: bytes) -> str:
        text = err.decode("utf-8", "replace")
        if self._source.secret:
            text = text.replace(f"{self._source.secret}@", "").replace(self._source.secret, "…")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        said = next((line for line in lines if line.startswith(("fatal:", "error:", "ssh:"))), "")
        said = said or (lines[0] if lines else "git failed without a word")
        return "".join(letter for letter in redact(said).text if letter.isprintable())[:300]


def _contents(git: _Git, tree: str, source: GitSource) -> Contents:
    try:
        listing = git.run("ls-tree", "-r", "-z", "-l", tree, "--", MANIFEST, "lessons", "templates")
    except NotFetched:
        listing = b""  # no such folder: then there is no manifest either
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    problems: list[Problem] = []
    for entry in listing.split(b"\0"):
        about, _, raw = entry.partition(b"\t")
        path = raw.decode("utf-8", "surrogateescape")
        if not about or not is_part(path):
            continue
        mode, _kind, name, size = about.decode().split()
        wrong = wrong_name(path)
        if not wrong and mode not in ("100644", "100755"):
            wrong = "a link" if mode == "120000" else "no ordinary file"
        if not wrong and int(size) > LARGEST:
            wrong = too_large(int(size))
        if wrong:
            problems.append(left_out(path, wrong))
        else:
            names[path], sizes[path] = name, int(size)
    require_bounds(sizes, where=str(source))
    asked = "".join(f"{name}\n" for name in names.values()).encode()
    return Contents(_blobs(git.run("cat-file", "--batch", given=asked), list(names)), tuple(problems))


def _blobs(printed: bytes, paths: list[str]) -> dict[str, bytes]:
    """The files' bytes as `git cat-file --batch` prints them: a head with the size, the bytes, a line end."""
    found: dict[str, bytes] = {}
    at = 0
    for path in paths:
        end = printed.index(b"\n", at)
        size = int(printed[at:end].split()[2])
        found[path] = printed[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
    return found
