from decimal import Decimal

import uvicorn
from fastapi import FastAPI

from storefront.pricing import Price, PriceService
from storefront.rates import fetch_rate

app = FastAPI()
prices = PriceService()


@app.get("/rates/{currency}")
async def rate(currency: str) -> float:
    return await fetch_rate("EUR", currency)


@app.get("/products/{sku}/price")
async def product_price(sku: str, currency: str = "EUR") -> dict[str, str]:
    price = prices.localized(Price(Decimal("19.90"), "EUR"), currency)
    return {"sku": sku, "amount": str(price.amount), "currency": price.currency}


if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=8080)
