import json
from contextlib import asynccontextmanager

import aioboto3

BUCKET = "datasets"
_session = aioboto3.Session()


@asynccontextmanager
async def open_store():
    async with _session.client("s3") as s3:
        yield Store(s3)


class Store:
    def __init__(self, s3):
        self._s3 = s3

    async def keys(self, prefix):
        paginator = self._s3.get_paginator("list_objects_v2")
        return [
            entry["Key"]
            async for page in paginator.paginate(Bucket=BUCKET, Prefix=prefix)
            for entry in page.get("Contents", [])
        ]

    async def read_json(self, key):
        answer = await self._s3.get_object(Bucket=BUCKET, Key=key)
        async with answer["Body"] as body:
            return json.loads(await body.read())

    async def write_json(self, key, document):
        await self._s3.put_object(Bucket=BUCKET, Key=key, Body=json.dumps(document).encode())
