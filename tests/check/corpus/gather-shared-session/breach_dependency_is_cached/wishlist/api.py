import asyncio
from typing import Annotated

from fastapi import Depends, FastAPI

from wishlist.stores import GiftStore, WishStore

app = FastAPI()


@app.get("/lists/{owner}")
async def show(
    owner: str,
    wishes: Annotated[WishStore, Depends()],
    gifts: Annotated[GiftStore, Depends()],
) -> dict[str, list[str]]:
    # Both stores got the one session that FastAPI made for this request.
    texts, givers = await asyncio.gather(wishes.texts(owner), gifts.givers(owner))  # here
    return {"wishes": texts, "givers": sorted(set(givers))}


@app.get("/lists/{owner}/wishes")
async def only_wishes(owner: str, wishes: Annotated[WishStore, Depends()]) -> list[str]:
    (texts,) = await asyncio.gather(wishes.texts(owner))
    return texts
