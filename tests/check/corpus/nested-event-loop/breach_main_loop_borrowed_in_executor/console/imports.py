import csv
from pathlib import Path

from console.hub import Hub


class Importer:
    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    def run(self, path: Path) -> int:
        count = 0
        with path.open(newline="") as handle:
            for count, _ in enumerate(csv.reader(handle), start=1):
                if count % 100 == 0:
                    self.hub.broadcast_from_thread({"imported": count})
        self.hub.broadcast_safely({"done": count})
        return count
