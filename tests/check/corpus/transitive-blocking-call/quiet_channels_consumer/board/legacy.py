import subprocess
import time

import psycopg2


class LegacyBoard:
    def __init__(self, name: str) -> None:
        self.name = name

    def posts(self) -> list[tuple]:
        with psycopg2.connect("dbname=board") as connection, connection.cursor() as cursor:
            cursor.execute("select author, body from post where board = %s", (self.name,))
            return cursor.fetchall()

    def add(self, author: str, body: str) -> None:
        with psycopg2.connect("dbname=board") as connection, connection.cursor() as cursor:
            cursor.execute("insert into post values (%s, %s, %s)", (self.name, author, body))

    def reindex(self) -> None:
        subprocess.run(["board-index", self.name], check=True)
        time.sleep(1)
