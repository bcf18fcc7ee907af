from fastapi import FastAPI

from notebooks.dataset import Dataset

app = FastAPI()


@app.get("/preview/{name}")
async def preview(name: str) -> list[dict]:
    return Dataset(name).load()[:10]
