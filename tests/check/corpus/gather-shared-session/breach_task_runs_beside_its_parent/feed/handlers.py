import asyncio

import httpx
from litestar import get
from sqlalchemy.ext.asyncio import AsyncSession

from .queries import likes_by_post, posts_of


async def avatar(author: str) -> str:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"https://avatars.example.com/{author}")).json()["url"]


@get("/authors/{author:str}")
async def author_page(author: str, db_session: AsyncSession) -> dict:
    likes = asyncio.create_task(likes_by_post(db_session, author))  # here
    posts = await posts_of(db_session, author)
    counts = await likes
    return {"posts": [{"text": post.text, "likes": counts.get(post.id, 0)} for post in posts]}


@get("/authors/{author:str}/card")
async def author_card(author: str, db_session: AsyncSession) -> dict:
    picture = asyncio.create_task(avatar(author))
    posts = await posts_of(db_session, author)
    return {"picture": await picture, "posts": len(posts)}
