from typing import Annotated

import requests
from fastapi import Depends, Header, HTTPException


def current_user(authorization: Annotated[str, Header()]) -> str:
    answer = requests.post("http://auth/introspect", data={"token": authorization}, timeout=3)
    if not answer.ok or not answer.json()["active"]:
        raise HTTPException(401)
    return answer.json()["sub"]


class RateLimit:
    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute

    def __call__(self, user: Annotated[str, Depends(current_user)]) -> None:
        used = requests.get(f"http://limits/{user}", timeout=3).json()["used"]
        if used > self.per_minute:
            raise HTTPException(429)


User = Annotated[str, Depends(current_user)]
