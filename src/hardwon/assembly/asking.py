"""Asks the daemon what a `hardwon check` would print, which it knows sooner than anybody could look.

Imports next to nothing: starting Python takes the most of what is left.
"""

import _socket  # `socket` itself takes 6 ms
import os
import sys

import hardwon
from hardwon.assembly.configuration import environment
from hardwon.integrations import find_state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

# What writes to files asks nobody: had the daemon begun when patience ends, it would be done twice.
_OURS = ("--fix", "--unsafe-fixes", "--update-baseline", "--help", "-h")
_PATIENCE = 4.0  # seconds; a daemon that is just checking what has changed is sooner done than we would be
_LONGEST = 6 << 20  # bytes of standard input; the daemon reads lines up to 8 MiB


def answered(arguments: list[str]) -> "int | None":
    """The exit code of the command line, with its output printed; None where nobody answers it."""
    if not set(_OURS).isdisjoint(arguments) or sys.stdout is None or sys.stderr is None:
        return None
    repo = _repo(arguments)
    state = find_state(repo) if repo is not None else ""
    if not state or not os.path.lexists(f"{state}/socket"):
        return None
    answer = _ask(state, _question(arguments))
    match answer:
        case {"ok": True, "out": str(out), "err": str(err), "code": int(code)}:
            return _print(out, err, code)
    return None


def _repo(arguments: list[str]) -> "str | None":
    """Where the command line looks; None where that is not plain to see."""
    if "--repo" in arguments[:-1]:
        return arguments[arguments.index("--repo") + 1]
    if any(word.startswith("--repo") for word in arguments):
        return None
    return "."


def _question(arguments: list[str]) -> "dict[str, Any]":
    surroundings = dict(environment())
    try:
        columns, lines = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1)
        surroundings.setdefault("COLUMNS", str(columns))
        surroundings.setdefault("LINES", str(lines))
    except (OSError, ValueError):
        pass  # no terminal
    return {
        "op": "check",
        "package": f"{sys.executable} {hardwon.__file__}",
        "arguments": arguments,
        "directory": os.getcwd(),
        "environment": surroundings,
        "out": _stream(sys.stdout),
        "err": _stream(sys.stderr),
        "text": _text(arguments),
    }


def _stream(stream: "TextIO") -> "dict[str, object]":
    return {"terminal": stream.isatty(), "encoding": stream.encoding, "errors": stream.errors or "strict"}


def _text(arguments: list[str]) -> str:
    """Standard input, where the command line reads it; it can still be read afterwards."""
    if not any(word.startswith("--stdin-filename") for word in arguments):
        return ""
    import io

    raw = sys.stdin.buffer.read()
    sys.stdin = io.TextIOWrapper(io.BytesIO(raw), encoding=sys.stdin.encoding)
    return raw.decode("latin-1")


def _ask(state: str, question: "dict[str, Any]") -> "dict[str, Any] | None":
    import json

    line = json.dumps(question).encode() + b"\n"
    if len(line) > _LONGEST:
        return None
    parts: list[bytes] = []
    daemon = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        daemon.settimeout(_PATIENCE)
        daemon.connect(os.readlink(f"{state}/socket"))
        daemon.sendall(line)
        while not parts or not parts[-1].endswith(b"\n"):
            part = daemon.recv(1 << 20)
            if not part:
                return None
            parts.append(part)
        answer: dict[str, Any] = json.loads(b"".join(parts))
    except (OSError, ValueError):
        return None
    finally:
        daemon.close()
    return answer if isinstance(answer, dict) else None


def _print(out: str, err: str, code: int) -> int:
    try:
        for stream, text in ((sys.stdout, out), (sys.stderr, err)):
            if text:
                stream.buffer.write(text.encode("latin-1"))
                stream.flush()
    except BrokenPipeError:
        # The reader went away; at exit the interpreter would try again, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code
