from lending.db import cursor

FEE_PER_DAY = 20


def fee(days_late: int) -> int:
    return max(days_late, 0) * FEE_PER_DAY


def open_loans(reader: int) -> list[dict]:
    with cursor() as cur:
        cur.execute("select book, days_late from loans where reader = %s", (reader,))
        return list(cur.fetchall())


def close_loan(reader: int, book: int) -> None:
    with cursor(commit=True) as cur:
        cur.execute("delete from loans where reader = %s and book = %s", (reader, book))


def total_fee(reader: int) -> int:
    return sum(fee(loan["days_late"]) for loan in open_loans(reader))
