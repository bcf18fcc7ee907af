"""What a supervisor of processes is told, as systemd wants it (sd_notify, without its library)."""

import socket
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who started the daemon; `address` is empty where nobody wants to hear.

    `patience` is how many seconds may pass between two beats; 0 where nobody counts.
    """

    address: str = ""
    patience: float = 0.0

    def ready(self) -> None:
        """The daemon answers."""
        self._tell("READY=1")

    def beat(self) -> None:
        """The daemon is still well."""
        if self.patience:
            self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """The daemon is about to end by itself."""
        self._tell("STOPPING=1")

    def _tell(self, state: str) -> None:
        if not self.address:
            return
        # A leading @ stands for a name that is in no directory.
        place = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        # A supervisor that does not listen takes nothing from what we do.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.connect(place)
            line.send(state.encode())
