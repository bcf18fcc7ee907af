"""Makes exports; nothing blocks before the result is iterated or called."""

import subprocess
from collections.abc import Callable, Iterator

import psycopg2


def stream_rows(table: str) -> Iterator[str]:
    connection = psycopg2.connect("dbname=dumps")
    try:
        with connection.cursor("export") as cursor:
            cursor.execute(f"select * from {table}")
            for row in cursor:
                yield ",".join(map(str, row)) + "\n"
    finally:
        connection.close()


def stream_schema(table: str) -> Iterator[bytes]:
    yield subprocess.check_output(["pg_dump", "--schema-only", "--table", table, "dumps"])


def counter(table: str) -> Callable[[], int]:
    def count() -> int:
        with psycopg2.connect("dbname=dumps") as connection, connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {table}")
            return int(cursor.fetchone()[0])

    return count


class Vacuum:
    def __init__(self, table: str) -> None:
        self.table = table

    def __call__(self) -> int:
        return subprocess.call(["vacuumdb", "--table", self.table, "dumps"])
