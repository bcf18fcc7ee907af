from contextlib import closing

import psycopg2
import psycopg2.extras

DSN = "dbname=almanac user=almanac host=db"


def fetch_all(sql, *params):
    with closing(psycopg2.connect(DSN)) as connection:
        with connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()


def fetch_one(sql, *params):
    rows = fetch_all(sql, *params)
    return rows[0] if rows else None
