from jose import JWTError, jwt

SECRET = "change-me"


def read_subject(token: str) -> int | None:
    try:
        return int(jwt.decode(token, SECRET, algorithms=["HS256"])["sub"])
    except (JWTError, KeyError, ValueError):
        return None
