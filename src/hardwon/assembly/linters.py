"""Runs ruff, for the analyzer, which starts no programs itself."""

import json
import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hardwon.assembly.configuration import environment
from hardwon.assembly.workspace import Workspace
from hardwon.check import Edit, Fix, LinterFailed, Reported

_SECONDS = 120  # far more than ruff takes for anything
_MOST_BYTES = (
    300_000  # of paths in one command: the least that any system takes, with its environment, is more
)
_STABLE = ("--isolated", "--no-cache", "--quiet", "--no-fix", "--output-format", "json")
# A rule in preview that is named itself; others that begin with its letters stay out.
_PREVIEW = ("--preview", "--config", "lint.explicit-preview-rules=true")


class Ruff:
    """Ruff for the repository at `root`: none of its own configuration, the codes asked for and no others."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._binary: str | None = None
        self._table: dict[str, str] | None = None

    def version(self) -> bytes:
        """Which file ruff is, and of when; asking itself would take longer than a warm check may."""
        binary = self._find()
        if binary is None:
            return b""
        status = os.stat(binary)
        return f"{binary} {status.st_size} {status.st_mtime_ns}".encode("utf-8", "surrogateescape")

    def rules(self) -> dict[str, bool]:
        """As `check.Linter`; rules in preview are those to be named in full."""
        return {code: status == "Stable" for code, status in self._statuses().items()}

    def lint(
        self, codes: Collection[str], paths: Sequence[str], texts: Mapping[str, bytes]
    ) -> list[Reported]:
        """As `check.Linter`."""
        table = self._statuses()
        preview = [code for code in codes if table.get(code) == "Preview"]
        stable = [code for code in codes if code not in preview]
        found: list[Reported] = []
        for some, options in ((stable, ()), (preview, _PREVIEW)):
            if some:
                wanted = ("check", *_STABLE, *options, "--select", ",".join(some))
                for chunk in _chunks(paths):
                    found += self._reported(self._run((*wanted, "--", *chunk)), codes)
                for path, text in texts.items():
                    said = self._run((*wanted, f"--stdin-filename={path}", "-"), text)
                    found += self._reported(said, codes)
        return found

    def _statuses(self) -> dict[str, str]:
        """All of ruff's rules that can be selected, with their status."""
        if self._table is None:
            rules = self._run(("rule", "--all", "--output-format", "json"))
            self._table = {
                rule["code"]: status
                for rule in rules
                if rule.get("code") and (status := _status(rule)) != "Removed"
            }
        return self._table

    def _reported(self, said: list[dict[str, Any]], codes: Collection[str]) -> Iterator[Reported]:
        top = os.path.realpath(self._root) + os.sep
        for one in said:
            if one["code"] in codes:
                start, end = one["location"], one["end_location"]
                yield Reported(
                    one["code"],
                    one["filename"].removeprefix(top).replace(os.sep, "/"),
                    start["row"],
                    start["column"],
                    end["row"],
                    end["column"],
                    one["message"],
                    _fix(one["fix"]),
                )

    def _run(self, arguments: Sequence[str], text: bytes = b"") -> list[dict[str, Any]]:
        import subprocess  # here: a run without changes starts nothing

        binary = self._find()
        if binary is None:
            raise LinterFailed("ruff is not installed", next_step="pip install ruff")
        settings = {name: value for name, value in environment().items() if not name.startswith("RUFF_")}
        try:
            done = subprocess.run(
                [binary, *arguments],
                input=text,
                capture_output=True,
                cwd=self._root,
                env=settings,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise LinterFailed(
                f"ruff did not finish in {_SECONDS} s", next_step=f"try `{binary} check .`"
            ) from None
        except OSError as error:
            raise LinterFailed(
                f"{binary} cannot be run: {error.strerror}", next_step="pip install ruff"
            ) from error
        try:
            if done.returncode in (0, 1):
                found: list[dict[str, Any]] = json.loads(done.stdout)
                return found
        except ValueError:
            pass  # what it says instead, below
        said = " ".join(done.stderr.decode("utf-8", "replace").split()) or f"exit code {done.returncode}"
        raise LinterFailed(f"ruff failed: {said[:300]}", next_step=f"try another version than `{binary}`")

    def _find(self) -> str | None:
        """Ruff beside this Python, where it is installed with hardwon; else the one of the user's PATH."""
        if self._binary is None:
            beside = os.path.join(os.path.dirname(sys.executable), "ruff")
            self._binary = beside if os.path.isfile(beside) else _elsewhere()
        return self._binary


def open_linter(workspace: Workspace) -> Ruff:
    """The linter for the rules of ruff that lessons name."""
    return Ruff(workspace.places.root)


def _elsewhere() -> str | None:
    try:
        from ruff import find_ruff_bin  # knows of `pip install --user` and `--target`, too

        return str(find_ruff_bin())
    except (ImportError, FileNotFoundError):
        import shutil

        return shutil.which("ruff", path=environment().get("PATH"))


def _status(rule: Mapping[str, Any]) -> str:
    status = rule.get("status")
    if isinstance(status, Mapping):
        return next(iter(status), "")
    if isinstance(status, str):
        return status
    return "Preview" if rule.get("preview") else "Stable"


def _fix(said: Mapping[str, Any] | None) -> Fix | None:
    if said is None or said["applicability"] not in ("safe", "unsafe"):
        return None  # one for display only is not complete
    edits = tuple(
        Edit(
            edit["location"]["row"],
            edit["location"]["column"],
            edit["end_location"]["row"],
            edit["end_location"]["column"],
            edit["content"],
        )
        for edit in said["edits"]
    )
    return Fix(said["message"] or "ruff has a fix", edits, said["applicability"] == "safe")


def _chunks(paths: Sequence[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for path in paths:
        if size > _MOST_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(path)
        size += len(path.encode("utf-8", "surrogateescape")) + 9  # with its pointer
    if chunk:
        yield chunk
