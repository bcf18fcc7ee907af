from fastapi import HTTPException

TABLES = frozenset({"orders", "customers", "parcels"})


def checked(table: str) -> str:
    if table not in TABLES:
        raise HTTPException(404, f"no table {table}")
    return table
