from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from storefront import rates


@dataclass(frozen=True)
class Price:
    amount: Decimal
    currency: str


class PriceService:
    def __init__(self, home_currency: str = "EUR") -> None:
        self.home_currency = home_currency

    def localized(self, price: Price, currency: str) -> Price:
        if currency == price.currency:
            return price
        return Price(self._convert(price, currency), currency)

    def _convert(self, price: Price, currency: str) -> Decimal:
        rate = Decimal(str(rates.rate_now(price.currency, currency)))
        return (price.amount * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
