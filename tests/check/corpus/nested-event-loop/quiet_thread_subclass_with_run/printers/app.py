from fastapi import FastAPI, Request

from printers.pool import Printers

app = FastAPI()
printers = Printers()


@app.post("/printers/{name}/pages", status_code=202)
async def print_page(name: str, request: Request) -> None:
    printers.ensure(name).put(await request.body())
