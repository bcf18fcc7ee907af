from geo.pool import Database


class PlaceRepository:
    def __init__(self, session: Database) -> None:
        self.session = session

    async def near(self, lat: float, lon: float) -> list[str]:
        rows = await self.session.fetch("SELECT name FROM places ORDER BY point <-> $1 LIMIT 5", (lat, lon))
        return [row["name"] for row in rows]

    async def streets(self, town: str) -> list[str]:
        rows = await self.session.fetch("SELECT name FROM streets WHERE town = $1", town)
        return [row["name"] for row in rows]
