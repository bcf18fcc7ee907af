import asyncio

from fastapi import APIRouter, HTTPException

from .deps import Jobs

router = APIRouter()


@router.post("/scenes/{scene}/render")
async def render(scene: str, jobs: Jobs) -> dict[str, str]:
    async def work() -> None:
        await asyncio.sleep(5)
        jobs.mark_complete(scene)  # here

    jobs.start_job(scene, work())
    return {"scene": scene}


@router.get("/scenes/{scene}")
async def state(scene: str, jobs: Jobs) -> dict[str, str]:
    status = jobs.get_status(scene)
    if status is None:
        raise HTTPException(404)
    return {"status": status}
