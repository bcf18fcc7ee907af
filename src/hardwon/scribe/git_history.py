"""A repository's commits as events, read from `git log`."""

import re
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from hardwon.core import Clock, hold_interrupts, iso
from hardwon.scribe.texts import cap, mend, moment
from hardwon.store import NewEvent, Sink

if TYPE_CHECKING:
    from hardwon.store import JournalReader

NEWEST = 5000  # commits; more than anyone's lessons reach back
_FILES = 200  # files named of one commit
_BODY = 8 << 10  # characters
_SECONDS = 120
_CHUNK = 1 << 16
_BATCH = 500
_COMMIT = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64})\n([0-9a-f ]*)\n([^\n]*)\n(.*)", re.DOTALL)
_CHANGE = re.compile(rb"\n?:\d{6} \d{6} [0-9a-f.]+ [0-9a-f.]+ [A-Z]\d*")
_SIGNATURE = re.compile(r"^[\w-]+-by:.*$|^.*<[^<>@\s]+@[^<>\s]+>.*$", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class History:
    """What was read: `commits`, of them `new` (None where only the journal's owner will know).

    `cut`: there are older commits that were left out. `note` says why there is nothing, where that is so.
    """

    commits: int = 0
    new: int | None = 0
    cut: bool = False
    note: str = ""


class GitFailed(Exception):
    """git said no; the message is its own first line."""


def import_git_history(
    root: Path,
    sink: Sink,
    *,
    environment: Mapping[str, str],
    clock: Clock,
    known: Sequence[str] = (),
    newest: int = NEWEST,
) -> History:
    """Takes the `newest` commits of what is checked out in `root` into `sink`; never raises for git's sake.

    `known` are commits whose history is taken in already. `environment` is git's (PATH and HOME matter);
    nothing in it makes git write, ask or fetch.
    """
    git = Git(root, environment)
    try:
        head = git.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        if not head:
            return History(note="no commits yet")
        there = [sha for sha in known if git.line("rev-parse", "--verify", "--quiet", f"{sha}^{{commit}}")]
        return _take(git, sink, head, there, newest, iso(clock.now()))
    except FileNotFoundError:
        return History(note="git is not installed")
    except GitFailed as problem:
        return History(note=str(problem))


def _take(git: "Git", sink: Sink, head: str, known: Sequence[str], newest: int, now: str) -> History:
    commits, cut = 0, False
    new: int | None = 0
    batch: list[NewEvent] = []
    for event in _commits(git, head, known, newest + 1, now):
        if commits == newest:
            cut = True
            break
        commits += 1
        batch.append(event)
        if len(batch) == _BATCH:
            new, batch = _add(new, sink.append(batch)), []
    if batch:
        new = _add(new, sink.append(batch))
    if commits:
        read: dict[str, object] = {"head": head, "commits": commits, "cut": cut}
        sink.append([NewEvent(f"git.read:{head}", "git.read", now, read)])
    return History(commits, new, cut)


def known_heads(reader: "JournalReader") -> list[str]:
    """The commits whose history was taken in before, latest last."""
    return [str(event.payload.get("head")) for event in reader.scan(kinds=("git.read",))][-20:]


def _add(count: int | None, more: int | None) -> int | None:
    return None if count is None or more is None else count + more


def _commits(git: "Git", head: str, known: Sequence[str], most: int, now: str) -> Iterator[NewEvent]:
    # Renames show as two files: looking for them reads contents, which a partial clone would fetch.
    log = ("log", "-z", "--raw", "--no-renames", "--no-show-signature", "--no-notes", "--encoding=UTF-8")
    fields = git.fields(
        *log, f"--max-count={most}", "--format=tformat:%H%n%P%n%cI%n%B", head, "--not", *known
    )
    event: tuple[re.Match[bytes], list[str], int] | None = None
    for field in fields:
        if _CHANGE.fullmatch(field):
            path = next(fields, b"")
            if event is not None:
                if len(event[1]) < _FILES:
                    event[1].append(_text(path))
                event = (event[0], event[1], event[2] + 1)
        elif (commit := _COMMIT.fullmatch(field)) is not None:
            if event is not None:
                yield _event(*event, now)
            event = (commit, [], 0)
    if event is not None:
        yield _event(*event, now)


def _event(commit: re.Match[bytes], files: list[str], count: int, now: str) -> NewEvent:
    sha = commit[1].decode()
    subject, _, rest = _text(commit[4]).strip().partition("\n")
    payload: dict[str, object] = {
        "sha": sha,
        "subject": cap(_SIGNATURE.sub("", subject).strip(), 500),
        "body": cap(re.sub(r"\n{3,}", "\n\n", _SIGNATURE.sub("", rest)).strip(), _BODY),
        "files": files,
        "parents": commit[2].decode().split(),
    }
    if count > len(files):
        payload["files_in_all"] = count
    return NewEvent(f"git:{sha}", "git.commit", moment(_text(commit[3])) or now, payload)


def _text(data: bytes) -> str:
    return mend(data.decode("utf-8", "replace"))


class Git:
    """Runs git in one repository so that it only reads, asks nobody and ends within `seconds`."""

    def __init__(self, root: Path, environment: Mapping[str, str], *, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._command = [
            "git",
            "-C",
            str(root),
            "-c",
            "core.fsmonitor=false",
            "-c",
            "log.showSignature=false",
            "--no-pager",
        ]
        quiet = {
            "GIT_OPTIONAL_LOCKS": "0",
            "LC_ALL": "C",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_LAZY_FETCH": "1",
        }
        # What points git at another repository (set inside hooks) must not reach it.
        kept = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
        self._environment = kept | quiet

    def line(self, *arguments: str) -> str:
        """The first line of what git prints; empty where it says no without a word. Raises `GitFailed`."""
        try:
            done = subprocess.run(
                [*self._command, *arguments],
                env=self._environment,
                capture_output=True,
                timeout=self._seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise GitFailed(f"git did not answer within {self._seconds:g} s") from None
        if done.returncode and done.stderr.strip():
            raise GitFailed(_first(done.stderr))
        return _first(done.stdout) if done.returncode == 0 else ""

    def fields(self, *arguments: str) -> Iterator[bytes]:
        """What git prints, NUL by NUL, as it comes. Raises `GitFailed` at the end if it went wrong."""
        command = [*self._command, *arguments]
        with subprocess.Popen(
            command,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        ) as process:
            errors: list[bytes] = []
            drain = threading.Thread(target=lambda: errors.append(_all_of(process.stderr)))
            watchdog = threading.Timer(self._seconds, process.kill)
            watchdog.daemon = True  # one that nobody has called off shall not keep the process
            try:
                with hold_interrupts():
                    drain.start()
                    watchdog.start()
                yield from _split(process.stdout)
                code = process.wait()
            finally:
                with hold_interrupts():
                    watchdog.cancel()
                    process.kill()
                    if drain.ident is not None:
                        drain.join()
        if code:
            raise GitFailed(_first(b"".join(errors)) or f"git log ended with {code}")


def _split(stream: IO[bytes] | None) -> Iterator[bytes]:
    rest = b""
    while stream is not None and (data := stream.read(_CHUNK)):
        *whole, rest = (rest + data).split(b"\0")
        yield from whole
    if rest:
        yield rest


def _all_of(stream: IO[bytes] | None) -> bytes:
    return stream.read() if stream is not None else b""


def _first(output: bytes) -> str:
    line = _text(output).strip().partition("\n")[0]
    return line.removeprefix("fatal: ").removeprefix("error: ")
