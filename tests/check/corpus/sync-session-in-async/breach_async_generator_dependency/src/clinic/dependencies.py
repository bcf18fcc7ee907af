from clinic.db import LocalSession


async def session():
    db = LocalSession()  # here
    try:
        yield db
        db.commit()
    except Exception:
        db.rollback()
        raise
    finally:
        db.close()


async def page(number: int = 1, size: int = 20):
    return {"offset": (number - 1) * size, "limit": size}
