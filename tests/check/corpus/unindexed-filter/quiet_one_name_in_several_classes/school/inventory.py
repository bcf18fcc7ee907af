"""Beamers and chairs; they live in a spreadsheet and in no database."""

from dataclasses import dataclass


@dataclass
class Item:
    code: str
    name: str


class Shelf:
    def __init__(self, items: list[Item]) -> None:
        self.items = items

    def filter_by(self, **wanted: str) -> list[Item]:
        return [item for item in self.items if all(getattr(item, key) == value for key, value in wanted.items())]

    def order_by(self, key: str) -> list[Item]:
        return sorted(self.items, key=lambda item: getattr(item, key))
