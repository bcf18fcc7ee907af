import asyncio
from typing import Annotated

from fastapi import Depends, FastAPI

from .stores import Comments, Votes

app = FastAPI()


@app.get("/polls/{poll}")
async def show(
    poll: str,
    votes: Annotated[Votes, Depends()],
    comments: Annotated[Comments, Depends()],
) -> dict:
    counts, texts = await asyncio.gather(votes.by_choice(poll), comments.texts(poll))
    return {"votes": counts, "comments": texts}
