import httpx


async def find_star(name: str) -> dict[str, float] | None:
    async with httpx.AsyncClient(base_url="https://sky.example.org") as http:
        response = await http.get("/stars", params={"name": name})
        if response.status_code == 404:
            return None
        return response.json()


async def neighbours(name: str, radius: float) -> list[str]:
    star = await find_star(name)
    if star is None:
        return []
    async with httpx.AsyncClient(base_url="https://sky.example.org") as http:
        response = await http.get("/cone", params={"ra": star["ra"], "dec": star["dec"], "radius": radius})
        return [row["name"] for row in response.json()]
