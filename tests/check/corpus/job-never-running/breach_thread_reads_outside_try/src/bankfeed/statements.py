import csv
from decimal import Decimal
from pathlib import Path


def parse_statement(path: Path) -> list[tuple[str, Decimal]]:
    with path.open(newline="") as file:
        return [(row["text"], Decimal(row["amount"])) for row in csv.DictReader(file)]


def book(lines: list[tuple[str, Decimal]]) -> Decimal:
    return sum((amount for _, amount in lines), Decimal())
