from dataclasses import dataclass

from .bus import Bus


@dataclass(frozen=True)
class Sensor:
    name: str
    unit: int
    register: int
    scale: float = 0.1


class Station:
    def __init__(self, bus: Bus, sensors: list[Sensor]) -> None:
        self.bus = bus
        self.sensors = sensors

    async def measure(self) -> dict[str, float]:
        values: dict[str, float] = {}
        for sensor in self.sensors:
            raw = await self.bus.read_register(sensor.unit, sensor.register)
            values[sensor.name] = raw * sensor.scale
        return values
