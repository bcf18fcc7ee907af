from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from .schema import Like, Post


async def posts_of(session: AsyncSession, author: str) -> list[Post]:
    return list((await session.scalars(select(Post).where(Post.author == author))).all())


async def likes_by_post(session: AsyncSession, author: str) -> dict[int, int]:
    query = (
        select(Like.post_id, func.count())
        .join(Post, Post.id == Like.post_id)
        .where(Post.author == author)
        .group_by(Like.post_id)
    )
    return {post_id: count for post_id, count in (await session.execute(query)).tuples()}
