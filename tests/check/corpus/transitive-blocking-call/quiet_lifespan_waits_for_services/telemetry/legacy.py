from fastapi import FastAPI

from telemetry.readiness import wait_for

app = FastAPI(title="Telemetry, first edition")


@app.on_event("startup")
async def wait_for_broker() -> None:
    wait_for("broker", 1883)


@app.get("/")
async def root() -> dict[str, str]:
    return {"see": "/v2"}
