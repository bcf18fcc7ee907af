import uvicorn
from fastapi import FastAPI

from simlab.loop import Loop
from simlab.steps import Heat, Pipeline, Pour

app = FastAPI()


@app.post("/brew")
async def brew(litres: float) -> dict[str, float]:
    pipeline = Pipeline([Pour(litres), Heat(60)])
    return await pipeline.run()


@app.post("/clock")
async def clock(seconds: float) -> float:
    loop = Loop(step=0.5)
    loop.run_until_complete(lambda: loop.now >= 1)
    return loop.run(seconds)


def run() -> None:
    uvicorn.run(app, port=8000)
