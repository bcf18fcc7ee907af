from decimal import Decimal
from typing import Protocol


class Bank(Protocol):
    async def transfer(self, to: str, amount: Decimal) -> str: ...
