from fastapi import FastAPI

from fleet.base import BaseJob
from fleet.jobs import FuelJob, PositionJob

app = FastAPI()
jobs: list[BaseJob] = []


@app.post("/positions")
def positions(vehicles: list[str]) -> int:
    job = PositionJob(vehicles)
    job.start()
    jobs.append(job)
    return len(jobs) - 1


@app.post("/fuel")
def fuel() -> int:
    job = FuelJob()
    job.start()
    jobs.append(job)
    return len(jobs) - 1


@app.get("/jobs/{number}")
def state(number: int) -> str:
    return jobs[number].state.value
