"""A port of this machine alone, held from the moment it is found."""

import errno
import socket

from hardwon.core import HardwonError

HOST = "127.0.0.1"
_TRIES = 100


class NoPort(HardwonError):
    """No port can be had."""


def find_port(wanted: int) -> socket.socket:
    """A socket listening on 127.0.0.1 at `wanted`, or at the next free port; 0 takes any.

    The socket itself is handed back, so nobody can take the port in between. Raises `NoPort`.
    """
    if not 0 <= wanted <= 65535:
        raise NoPort(f"{wanted} is no port", next_step="give a number from 1 to 65535, or 0 for any")
    last = wanted if wanted == 0 else min(wanted + _TRIES, 65536) - 1
    for port in range(wanted, last + 1):
        listening = _listen(port)
        if listening is not None:
            return listening
    raise NoPort(f"no port from {wanted} to {last} is free", next_step="give another one: --port 0 takes any")


def _listen(port: int) -> socket.socket | None:
    """A listening socket; None where the port is taken, or not for this user."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Without it a port stays taken for a minute after its connections have closed.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(128)  # only listening makes it ours: two may bind the same port
    except OSError as error:
        listening.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            return None
        raise NoPort(f"{HOST}:{port} cannot be opened: {error.strerror}", next_step="try --port 0") from error
    return listening
