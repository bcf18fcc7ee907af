import logging
import threading
import time
from collections.abc import Callable

import requests

logger = logging.getLogger(__name__)


def read_scale(hive: str) -> float:
    return float(requests.get(f"http://{hive}.local/weight", timeout=5).text)


class ScalePoller:
    def __init__(self, hive: str, deliver: Callable[[float], object]) -> None:
        self.hive = hive
        self.deliver = deliver
        self._stop = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._poll, daemon=True).start()

    def stop(self) -> None:
        self._stop.set()

    def _poll(self) -> None:
        while not self._stop.is_set():
            try:
                self.deliver(read_scale(self.hive))
            except requests.RequestException as error:
                logger.warning("%s: %s", self.hive, error)
            time.sleep(30)


def start_later(poller: ScalePoller, seconds: float) -> threading.Timer:
    timer = threading.Timer(seconds, poller._poll)
    timer.start()
    return timer
