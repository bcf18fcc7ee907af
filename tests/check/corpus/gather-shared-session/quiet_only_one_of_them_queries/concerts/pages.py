import asyncio

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from concerts.db import Concert, get_session
from concerts.outside import Outside

router = APIRouter()
outside = Outside()


async def concerts_of(session: AsyncSession, artist: str) -> list[str]:
    return list(await session.scalars(select(Concert.city).where(Concert.artist == artist)))


@router.get("/artists/{artist}")
async def artist_page(artist: str, session: AsyncSession = Depends(get_session)) -> dict:
    cities, biography, songs = await asyncio.gather(
        concerts_of(session, artist),
        outside.biography(artist),
        outside.top_songs(artist),
    )
    return {"cities": cities, "biography": biography, "songs": songs}


@router.get("/concerts/{concert_id}")
async def concert_page(concert_id: int, session: AsyncSession = Depends(get_session)) -> dict:
    concert = await session.get(Concert, concert_id)
    if concert is None:
        raise HTTPException(404)
    biography, songs = await asyncio.gather(
        outside.biography(concert.artist), outside.top_songs(concert.artist)
    )
    others = await concerts_of(session, concert.artist)
    return {"biography": biography, "songs": songs, "others": others}
