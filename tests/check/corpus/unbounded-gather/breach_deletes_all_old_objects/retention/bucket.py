from datetime import datetime

import aioboto3

session = aioboto3.Session()


async def list_keys(bucket: str, before: datetime) -> list[str]:
    keys: list[str] = []
    async with session.client("s3") as s3:
        async for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            keys.extend(o["Key"] for o in page.get("Contents", ()) if o["LastModified"] < before)
    return keys


async def archive(bucket: str, key: str) -> None:
    async with session.client("s3") as s3:
        await s3.copy_object(Bucket=f"{bucket}-archive", Key=key, CopySource={"Bucket": bucket, "Key": key})
        await s3.delete_object(Bucket=bucket, Key=key)
