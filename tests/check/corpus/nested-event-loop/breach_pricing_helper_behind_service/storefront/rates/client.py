import httpx

RATES_URL = "https://rates.example.com/v1/latest"


async def fetch_rate(base: str, quote: str) -> float:
    async with httpx.AsyncClient(timeout=5) as http:
        response = await http.get(RATES_URL, params={"base": base, "symbols": quote})
        response.raise_for_status()
        return float(response.json()["rates"][quote])
