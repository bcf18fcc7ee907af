import asyncio
import sys
from collections.abc import Iterable

from enrich.vendor import Company, Vendor


async def enrich(vendor: Vendor, domains: Iterable[str], credits: int) -> list[Company]:
    """Stops when the month's credits are spent; each answer tells its own price."""
    companies: list[Company] = []
    for domain in domains:
        if credits <= 0:
            break
        company = await vendor.lookup(domain)
        credits -= company["credits"]
        companies.append(company)
    return companies


async def largest(vendor: Vendor, domains: list[str], enough: int) -> Company | None:
    best: Company | None = None
    for domain in domains:
        company = await vendor.lookup(domain)
        if best is None or company["employees"] > best["employees"]:
            best = company
        if best["employees"] >= enough:
            return best
    return best


if __name__ == "__main__":
    found = asyncio.run(enrich(Vendor(sys.argv[1]), sys.argv[2:], credits=500))
    print(*(company["domain"] for company in found), sep="\n")
