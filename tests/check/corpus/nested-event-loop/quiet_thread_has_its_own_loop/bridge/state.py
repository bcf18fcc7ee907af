import threading


class DoorStates:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, bool] = {}

    def record(self, topic: str, payload: bytes) -> None:
        with self._lock:
            self._open[topic.removeprefix("doors/")] = payload == b"open"

    def opened(self) -> list[str]:
        with self._lock:
            return sorted(door for door, is_open in self._open.items() if is_open)
