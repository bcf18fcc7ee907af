import logging
import socket
import subprocess
import time

logger = logging.getLogger(__name__)


def port_is_open(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def wait_for(host: str, port: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not port_is_open(host, port):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{host}:{port}")
        logger.info("waiting for %s:%s", host, port)
        time.sleep(1)


def migrate() -> None:
    subprocess.run(["alembic", "upgrade", "head"], check=True)
