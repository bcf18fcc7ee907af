import httpx


async def tip_of_the_day() -> str:
    async with httpx.AsyncClient() as client:
        return (await client.get("https://tips.example.com/today")).text


async def weather(place: str) -> str:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"https://weather.example.com/{place}")).text
