from contextlib import contextmanager

import pymysql
from pymysql.cursors import DictCursor


@contextmanager
def cursor(commit=False):
    connection = pymysql.connect(host="db", user="lending", database="lending", cursorclass=DictCursor)
    try:
        with connection.cursor() as cur:
            yield cur
        if commit:
            connection.commit()
    finally:
        connection.close()
