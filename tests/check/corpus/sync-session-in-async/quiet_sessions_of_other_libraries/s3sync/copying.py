import asyncio

from requests import Session
from sqlalchemy.ext.asyncio import AsyncSession

from s3sync.clients import async_profile, http_session
from s3sync.ledger import record


def head(session: Session, url: str) -> str:
    return session.head(url).headers["ETag"]


async def copy(db: AsyncSession, bucket: str, key: str, body: bytes) -> None:
    session = async_profile("backup")
    async with session.client("s3") as s3:
        answer = await s3.put_object(Bucket=bucket, Key=key, Body=body)
    await record(db, key, answer["ETag"])


async def copy_url(db: AsyncSession, bucket: str, url: str) -> None:
    with http_session() as session:
        etag = await asyncio.to_thread(head, session, url)
    await record(db, f"{bucket}/{url.rsplit('/', 1)[-1]}", etag)
