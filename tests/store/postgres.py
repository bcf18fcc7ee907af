"""A PostgreSQL server for the tests: own data, own port, gone when the session ends."""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_PR_SET_PDEATHSIG = 1


def binaries() -> Path | None:
    """Where `initdb` and `postgres` are; None where they are not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3])
    return places[-1].parent if places else None


@contextmanager
def running_server(bin_dir: Path) -> Iterator[str]:
    """The address of a fresh server, without a database's name at its end."""
    home = Path(tempfile.mkdtemp(prefix="hardwon-pg-"))
    user = _someone()
    if user is not None:
        os.chown(home, *user)
    as_someone = {} if user is None else {"user": user[0], "group": user[1], "extra_groups": []}
    data = home / "data"
    quiet = {"cwd": home, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **as_someone}
    try:
        initdb = [
            bin_dir / "initdb",
            "-D",
            data,
            "-U",
            "hardwon",
            "-A",
            "trust",
            "-N",
            "-E",
            "UTF8",
            "--locale=C",
        ]
        subprocess.run(initdb, check=True, **quiet)
        port = _free_port()
        options = ["-c", "fsync=off", "-c", "max_connections=50", "-c", "shared_buffers=16MB"]
        command = [bin_dir / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", "", *options]
        server = subprocess.Popen(command, preexec_fn=_end_with_parent, **quiet)
        try:
            address = f"postgresql://hardwon@127.0.0.1:{port}"
            _wait(f"{address}/postgres", server)
            yield address
        finally:
            server.send_signal(signal.SIGINT)  # its fast shutdown: open connections are cut
            server.wait(30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _end_with_parent() -> None:
    # A session that is killed must not leave a server behind; Linux alone knows how to tell it.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def _someone() -> tuple[int, int] | None:
    """Who the server runs as: it refuses root."""
    if os.getuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert server.poll() is None, "the server ended at once"
        try:
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")
