import asyncio
import random

from simlab.jobs import Job


async def simulate(job: Job, steps: int) -> float:
    position = 0.0
    for _ in range(steps):
        position += random.gauss(0, 1)
        await asyncio.sleep(0)
    return position


async def anneal(job: Job, temperature: float) -> float:
    await asyncio.sleep(1)
    while temperature > 1e-3:
        temperature *= 0.99
        await asyncio.sleep(0)
    return temperature
