"""Whether the process of an agent still runs."""

import os


def is_gone(pid: int, started: int) -> bool:
    """Whether the process `pid` that was started at `started` (clock ticks since boot; 0: unknown) has ended.

    A number is given out again: another start is another process. To be asked on the machine where it ran.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        pass  # somebody's
    state, since = _look(pid)
    return state in ("Z", "X") or (started > 0 and since > 0 and since != started)


def started_at(pid: int) -> int:
    """When the process `pid` was started (clock ticks since boot); 0 where that is not told."""
    return _look(pid)[1]


def _look(pid: int) -> tuple[str, int]:
    try:
        with open(f"/proc/{pid}/stat", "rb", 0) as file:
            status = file.read().decode("utf-8", "replace")
    except OSError:
        return "", 0  # no Linux, or not for us to see
    fields = status.rpartition(")")[2].split()  # its name stands in brackets, and may hold any
    return fields[0], int(fields[19])
