from random import uniform
from time import monotonic, sleep


class Backoff:
    def __init__(self, first=0.2, factor=2.0, limit=30.0):
        self.first, self.factor, self.limit = first, factor, limit
        self._delay = first
        self._last = monotonic()

    def reset(self):
        self._delay = self.first
        self._last = monotonic()

    def pause(self):
        sleep(self._next())

    def _next(self):
        delay = min(self._delay * uniform(0.8, 1.2), self.limit)
        self._delay *= self.factor
        return delay
