import aiohttp


async def put_document(base: str, document: dict) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.put(f"{base}/documents/{document['id']}", json=document) as response:
            response.raise_for_status()
