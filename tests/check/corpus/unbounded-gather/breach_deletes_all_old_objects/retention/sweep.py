import asyncio
from datetime import datetime, timedelta, timezone

from retention.bucket import archive, list_keys

BUCKETS = ("uploads", "exports")


async def sweep(bucket: str, days: int = 90) -> int:
    before = datetime.now(timezone.utc) - timedelta(days=days)
    keys = await list_keys(bucket, before)
    async with asyncio.TaskGroup() as tg:
        for key in keys:
            tg.create_task(archive(bucket, key))  # here: warning
    return len(keys)


async def sweep_all() -> None:
    for bucket, count in zip(BUCKETS, await asyncio.gather(*(sweep(bucket) for bucket in BUCKETS))):
        print(f"{bucket}: {count} archived")


if __name__ == "__main__":
    asyncio.run(sweep_all())
