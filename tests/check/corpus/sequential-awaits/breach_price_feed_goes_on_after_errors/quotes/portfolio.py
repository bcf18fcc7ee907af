from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import httpx
import structlog

from .providers import QuoteError, fetch_quote

log = structlog.get_logger()


@dataclass
class Position:
    symbol: str
    quantity: Decimal


@dataclass
class Portfolio:
    owner: str
    positions: list[Position] = field(default_factory=list)

    async def prices(self) -> dict[str, Decimal | None]:
        prices: dict[str, Decimal | None] = {}
        async with httpx.AsyncClient(timeout=5.0) as client:
            for position in self.positions:
                try:
                    prices[position.symbol] = await fetch_quote(client, position.symbol)  # here: warning
                except QuoteError:
                    log.warning("no quote", symbol=position.symbol, owner=self.owner)
                    prices[position.symbol] = None
        return prices

    async def value(self) -> Decimal:
        prices = await self.prices()
        total = Decimal(0)
        for position in self.positions:
            total += position.quantity * (prices[position.symbol] or Decimal(0))
        return total
