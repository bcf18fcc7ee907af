import threading
import time


class Throttle:
    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second
        self._next = 0.0
        self._lock = threading.Lock()

    def __enter__(self) -> "Throttle":
        self.wait()
        return self

    def __exit__(self, *exc: object) -> None:
        self._next = time.monotonic() + self._gap

    def wait(self) -> None:
        with self._lock:
            while (left := self._next - time.monotonic()) > 0:
                time.sleep(left)
