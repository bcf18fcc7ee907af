import httpx

BASE = "https://api.carrier.example.com"


async def track(number: str) -> list[dict[str, str]]:
    async with httpx.AsyncClient(base_url=BASE) as http:
        response = await http.get(f"/parcels/{number}/events")
    return response.json()["events"]


async def quote(weight: float, *, to: str) -> float:
    async with httpx.AsyncClient(base_url=BASE) as http:
        response = await http.post("/quotes", json={"weight": weight, "to": to})
    return response.json()["price"]
