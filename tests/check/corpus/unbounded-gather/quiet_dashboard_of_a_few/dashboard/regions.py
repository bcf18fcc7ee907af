from enum import StrEnum


class Region(StrEnum):
    NORTH = "north"
    SOUTH = "south"
    WEST = "west"


CHECKS = ("database", "cache", "search")
