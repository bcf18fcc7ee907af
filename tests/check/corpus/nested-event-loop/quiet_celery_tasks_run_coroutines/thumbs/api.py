from fastapi import FastAPI
from pydantic import BaseModel, HttpUrl

from thumbs.images import download
from thumbs.tasks import measure, mirror_image

app = FastAPI()


class Mirror(BaseModel):
    url: HttpUrl
    targets: list[HttpUrl]


@app.post("/mirrors", status_code=202)
async def start_mirror(order: Mirror):
    result = mirror_image.delay(str(order.url), [str(target) for target in order.targets])
    return {"task": result.id}


@app.post("/sizes", status_code=202)
async def start_measure(url: HttpUrl):
    return {"task": measure.apply_async(args=(str(url),), countdown=5).id}


@app.get("/sizes/now")
async def measure_now(url: HttpUrl):
    return {"bytes": len(await download(str(url)))}
