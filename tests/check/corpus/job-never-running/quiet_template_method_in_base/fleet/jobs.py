import json
import time
from urllib.request import urlopen

from fleet.base import BaseJob


class PositionJob(BaseJob):
    name = "positions"

    def __init__(self, vehicles: list[str]) -> None:
        super().__init__()
        self.vehicles = vehicles
        self.positions: dict[str, tuple[float, float]] = {}

    def execute(self) -> None:
        for vehicle in self.vehicles:
            with urlopen(f"http://gps.local/{vehicle}") as response:
                self.positions[vehicle] = tuple(json.load(response))
            time.sleep(0.1)


class FuelJob(BaseJob):
    name = "fuel"

    def execute(self) -> None:
        time.sleep(1)
        with urlopen("http://depot.local/fuel") as response:
            self.litres = json.load(response)["litres"]
