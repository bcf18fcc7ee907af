import math
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    west: float
    south: float
    east: float
    north: float


def column(longitude: float, zoom: int) -> int:
    return int((longitude + 180.0) / 360.0 * 2**zoom)


def row(latitude: float, zoom: int) -> int:
    angle = math.radians(latitude)
    return int((1.0 - math.asinh(math.tan(angle)) / math.pi) / 2.0 * 2**zoom)


def cells(box: Box, zoom: int) -> Iterator[tuple[int, int]]:
    for x in range(column(box.west, zoom), column(box.east, zoom) + 1):
        for y in range(row(box.north, zoom), row(box.south, zoom) + 1):
            yield x, y
