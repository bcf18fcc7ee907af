import datetime as dt

import psycopg


class Warehouse:
    def __init__(self, dsn: str = "postgresql://loader@warehouse/facts") -> None:
        self.dsn = dsn
        self._open()

    def _open(self) -> None:
        self.connection = psycopg.connect(self.dsn, autocommit=True)

    def partition(self, day: dt.date) -> str:
        return f"facts_{day:%Y%m%d}"


class WarehousePlan:
    """The names only; connects to nothing."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def partition(self, day: dt.date) -> str:
        return f"{self.prefix}_{day:%Y%m%d}"
