"""The process that checks for the daemon: it keeps the project in mind, and answers as a command would."""

import io
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hardwon
from hardwon.assembly import open_workspace
from hardwon.assembly.checker import Refused, pack, unpack
from hardwon.assembly.checking import look
from hardwon.assembly.configuration import in_environment
from hardwon.assembly.knowing import Known
from hardwon.assembly.proposing import propose
from hardwon.cli.root import run
from hardwon.core import HardwonError
from hardwon.daemon import resident_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_MEMORY = 1 << 30  # bytes; beyond it a fresh process is cheaper than a fat one


class _Paper(io.TextIOWrapper):
    """Takes in what is printed, and passes for the stream of the one who asked."""

    def __init__(self, stream: Mapping[str, Any]) -> None:
        self.sheet = io.BytesIO()
        super().__init__(
            self.sheet, encoding=str(stream["encoding"]), errors=str(stream["errors"]), write_through=True
        )
        self._is_terminal = stream["terminal"] is True

    def isatty(self) -> bool:
        return self._is_terminal


def main() -> None:
    """Answers on standard output what comes in on standard input, until that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, answers = os.dup(0), os.dup(1)
    # What prints by mistake must not land between two answers; nor is this the terminal of whoever asks.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    repo, code = sys.argv[1], _code()
    known = Known(open_workspace(repo).places.root)
    with suppress(EOFError, BrokenPipeError):
        while True:
            request, known.beat = unpack(asked)
            is_outdated = _code() != code  # this process is not what `hardwon check` is by now
            answer = None if is_outdated else _answer(repo, request, known)
            is_leaving = is_outdated or resident_bytes(os.getpid()) > _MOST_MEMORY
            _write(answers, pack((answer, is_leaving)))
            if is_leaving:
                return


def _answer(repo: str, request: tuple[Any, ...], known: Known) -> object:
    """A report, or what a command line printed."""
    try:
        if request[0] == "line":
            return _print(request[1], known)
        if request[0] == "propose":
            path, before, after = request[1:]
            return propose(open_workspace(repo), path, before, after, known=known)
        return look(open_workspace(repo), known=known)
    except HardwonError as error:
        return Refused(error.what, error.next_step)


def _print(line: Mapping[str, Any], known: Known) -> dict[str, object] | None:
    """What `hardwon check` prints there; None where the line is none of ours."""
    arguments = [str(word) for word in line["arguments"]]
    if line["package"] != _package() or arguments[:1] != ["check"]:
        return None
    out, err = _Paper(line["out"]), _Paper(line["err"])
    text = io.TextIOWrapper(io.BytesIO(str(line["text"]).encode("latin-1")), encoding="utf-8")
    with in_environment(line["environment"]), _standing_in(str(line["directory"])), _printing(out, err, text):
        code = run(arguments, known=known)
    return {
        "out": out.sheet.getvalue().decode("latin-1"),
        "err": err.sheet.getvalue().decode("latin-1"),
        "code": code,
    }


@contextmanager
def _standing_in(directory: str) -> "Iterator[None]":
    before = os.getcwd()
    os.chdir(directory)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _printing(out: _Paper, err: _Paper, text: io.TextIOWrapper) -> "Iterator[None]":
    before = sys.stdout, sys.stderr, sys.stdin
    sys.stdout, sys.stderr, sys.stdin = out, err, text
    try:
        yield
    finally:
        sys.stdout, sys.stderr, sys.stdin = before


def _package() -> str:
    """Which hardwon this is: another one, in another environment, may find other things."""
    return f"{sys.executable} {hardwon.__file__}"


@cache
def _files() -> tuple[str, ...]:
    folder = Path(hardwon.__file__).parent
    places = [folder, *folder.rglob("*.py"), *(place for place in folder.rglob("*") if place.is_dir())]
    return tuple(str(place) for place in places if place.name != "__pycache__")


def _code() -> list[tuple[int, int]]:
    """Changes when the code of hardwon does."""
    try:
        return [(status.st_mtime_ns, status.st_size) for status in map(os.stat, _files())]
    except OSError:
        return []  # a file is gone, so it is another version


def _write(pipe: int, raw: bytes) -> None:
    rest = memoryview(raw)
    while rest:
        rest = rest[os.write(pipe, rest) :]


if __name__ == "__main__":
    main()
