from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Entry:
    amount: Decimal


@dataclass
class Account:
    number: str
    owner: str
    entries: list[Entry] = field(default_factory=list)
    frozen: bool = False

    @property
    def balance(self) -> Decimal:
        return sum((entry.amount for entry in self.entries), Decimal(0))
