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
    try:
        with open(f"/proc/{pid}/stat", "rb", 0) as file:
            status = file.read().decode("utf-8", "replace")
    except OSError:
        return False  # no Linux, or not for us to see
    fields = status.rpartition(")")[2].split()
    return fields[0] in "ZX" or (started > 0 and int(fields[19]) != started)
