import httpx

from probes.db import Probe, Session


async def run(probe_id: int) -> None:
    async with Session() as session:
        probe = await session.get_one(Probe, probe_id)
        url = probe.url

    async with httpx.AsyncClient() as client:
        response = await client.get(url)

    async with Session() as session:
        probe = await session.get_one(Probe, probe_id)
        probe.last_status = response.status_code
        await session.commit()
