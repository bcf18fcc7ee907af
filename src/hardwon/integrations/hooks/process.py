"""The process of an agent's hook: hands what the agent tells to the daemon, or puts it into the spool.

It has 50 ms for all it does, of which starting Python takes the most. So it imports what is built in, makes
its line of JSON by hand, and loads what reads and redacts the event only where no daemon does that for it.
"""

import _socket  # `socket` itself takes 6 ms
import os
import sys
import time

_SOON = 0.012  # seconds until a daemon has usually answered; from then on the spool is made ready meanwhile
_JUDGED = 2.0  # seconds for an answer that may keep the agent from a mistake
_JUDGING = (b"PreToolUse", b"PostToolUse", b"UserPromptSubmit", b"SessionStart")
_LONGEST = 6 << 20  # bytes; the daemon reads lines up to 8 MiB
_TAKEN = b'{"ok": true}'
_UNANSWERED = "unanswered"  # the daemon has the event, and was too busy to judge it
_SHELLS = ("sh", "bash", "dash", "zsh", "fish", "busybox")


def answer_hook(agent: str) -> int:
    """Takes one event from standard input and answers it; always 0, since a hook of ours stops no agent.

    What goes wrong is said in one line on standard error.
    """
    try:
        body = _read_all(0)
        if body.strip():
            sys.stdout.write(_hand_over(agent, body, where=os.getcwd()))
            sys.stdout.flush()
    except Exception as error:  # noqa: BLE001  the edge: whatever it is, the agent goes on
        os.write(2, f"hardwon: the hook's event is lost: {error}\n".encode("utf-8", "replace"))
    return 0


def find_state(where: str) -> str:
    """What `core.find_places` gives as `state`; empty where there is neither git nor what `init` has made."""
    directories = [directory := os.path.realpath(where)]
    while (above := os.path.dirname(directory)) != directory:
        directories.append(directory := above)
    for directory in directories:
        if git := _common_git_dir(f"{directory}/.git"):
            return f"{git}/hardwon"
    for directory in directories:
        names = (".hardwon", "hardwon.toml", "pyproject.toml")
        if any(os.path.exists(f"{directory}/{name}") for name in names):
            return f"{directory}/.hardwon/state" if os.path.exists(f"{directory}/.hardwon") else ""
    return ""


def _hand_over(agent: str, body: bytes, *, where: str) -> str:
    """What to answer the agent. Raises what keeps the event from being kept."""
    # Made once: whichever way the event comes, and if it comes both ways, it is one.
    number = f"{time.time_ns():x}-{os.getpid():x}-{os.urandom(3).hex()}"
    now = time.time()
    moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now * 1000) % 1000:03d}Z"
    process = _agent_process()
    state = find_state(where)
    line = _line(agent, number, moment, process, body) if state and len(body) < _LONGEST else b""
    daemon = _tell_daemon(state, line) if line else None
    patience = _JUDGED if any(name in body for name in _JUDGING) else _SOON
    if daemon is not None and (answer := _answer(daemon, patience)) is not None:
        return _advise(body, state, where) if answer == _UNANSWERED else answer

    from hardwon.integrations.hooks.events import read_hook
    from hardwon.store import as_lines, put_down

    events = read_hook(agent, body, number=number, time=moment, process=process)
    state = state or find_state(str(events[0].payload.get("cwd") or where))
    if not state:
        return ""
    lines = as_lines(events)
    if daemon is not None and (answer := _answer(daemon, 0.001)) is not None:
        return answer
    put_down(f"{state}/spool", lines)
    return _advise(body, state, where) if agent == "claude-code" else ""


def _advise(body: bytes, state: str, where: str) -> str:
    """What to answer where nobody else does: only to events that can be answered, where lessons are kept."""
    root = _top(where)
    if not any(name in body for name in (b"PreToolUse", b"UserPromptSubmit")):
        return ""
    if not os.path.isdir(f"{root}/.hardwon/lessons"):
        return ""
    import json

    from hardwon.integrations.hooks.alone import advise_alone
    from hardwon.store import as_lines, put_down

    told = json.loads(body)
    answer, events = advise_alone(told, root, state) if isinstance(told, dict) else ("", ())
    if events:
        put_down(f"{state}/spool", as_lines(list(events)))
    return answer


def _top(where: str) -> str:
    """The top of the worktree around `where`, or the folder with what `init` has made; else `where`."""
    directory = os.path.realpath(where)
    while not (os.path.exists(f"{directory}/.git") or os.path.exists(f"{directory}/.hardwon")):
        above = os.path.dirname(directory)
        if above == directory:
            return where
        directory = above
    return directory


def _line(agent: str, number: str, moment: str, process: "tuple[int, int]", body: bytes) -> bytes:
    """The request to the daemon; the body goes as the text that it is, to be read there."""
    text = body.decode("utf-8", "replace").replace("\\", "\\\\").replace('"', '\\"')
    for code in range(32):
        if chr(code) in text:
            text = text.replace(chr(code), f"\\u{code:04x}")
    head = (
        f'"agent": "{agent}", "id": "{number}", "time": "{moment}", "process": [{process[0]}, {process[1]}]'
    )
    return f'{{"op": "hook", {head}, "body": "{text}"}}\n'.encode()


def _tell_daemon(state: str, line: bytes) -> "_socket.socket | None":
    """The connection on which the daemon has been told, if there is one."""
    daemon = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    daemon.settimeout(_SOON)
    try:
        daemon.connect(os.readlink(f"{state}/socket"))
        daemon.sendall(line)
    except OSError:
        daemon.close()
        return None
    return daemon


def _answer(daemon: _socket.socket, patience: float) -> "str | None":
    """What the daemon wants to be answered, once it has the event in the journal; None if it does not say."""
    parts: list[bytes] = []
    daemon.settimeout(patience)
    try:
        while not parts or not parts[-1].endswith(b"\n"):
            part = daemon.recv(1 << 16)
            if not part:
                return None
            parts.append(part)
    except OSError:
        return None
    line = b"".join(parts).rstrip()
    if line == _TAKEN:
        return ""
    import json

    said = json.loads(line)
    if said.get("unanswered") is True:
        return _UNANSWERED
    return str(said.get("answer", "")) if said.get("ok") is True else None


def _agent_process() -> tuple[int, int]:
    """The agent's process, and when it was started (clock ticks since boot; 0 where that is not told)."""
    pid = os.getppid()
    for _ in range(3):
        try:
            with open(f"/proc/{pid}/stat", "rb", 0) as file:
                status = file.read().decode("utf-8", "replace")
        except OSError:
            return pid, 0
        # The name stands in brackets, and may hold any.
        name, _, rest = status.partition("(")[2].rpartition(")")
        fields = rest.split()
        if name not in _SHELLS:
            return pid, int(fields[19])
        pid = int(fields[1])  # the shell between the agent and its hook ends with the hook
    return pid, 0


def _common_git_dir(dot_git: str) -> str:
    """The git directory that all worktrees share; empty where `dot_git` is none."""
    if os.path.exists(f"{dot_git}/HEAD"):
        own = dot_git
    else:
        try:
            with open(dot_git, encoding="utf-8", errors="replace") as file:
                name, _, target = file.read().strip().partition(": ")
        except OSError:
            return ""
        own = os.path.realpath(os.path.join(os.path.dirname(dot_git), target))
        if name != "gitdir" or not target or not os.path.isdir(own):
            return ""
    try:
        with open(f"{own}/commondir", encoding="utf-8") as file:
            return os.path.realpath(os.path.join(own, file.read().strip()))
    except OSError:
        return own


def _read_all(descriptor: int) -> bytes:
    parts = []
    while part := os.read(descriptor, 1 << 20):
        parts.append(part)
    return b"".join(parts)
