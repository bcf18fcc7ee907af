import aiohttp


async def find_station(code: str) -> str:
    async with aiohttp.ClientSession("https://tides.example.org") as http:
        async with http.get("/stations", params={"code": code}) as answer:
            stations = await answer.json()
    if not stations:
        raise LookupError(code)
    return stations[0]["id"]
