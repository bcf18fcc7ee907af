from dataclasses import dataclass

from . import pg


@dataclass(frozen=True)
class Bird:
    id: int
    latin: str
    seen: int


class BirdRepository:
    table = "birds"

    def by_latin(self, latin: str) -> Bird | None:
        row = pg.fetch_one(f"select id, latin, seen from {self.table} where latin = %s", latin)
        return Bird(**row) if row else None

    def most_seen(self, limit: int) -> list[Bird]:
        rows = pg.fetch_all(f"select id, latin, seen from {self.table} order by seen desc limit %s", limit)
        return [self._bird(row) for row in rows]

    @staticmethod
    def _bird(row: dict) -> Bird:
        return Bird(id=row["id"], latin=row["latin"].capitalize(), seen=row["seen"])


birds = BirdRepository()
