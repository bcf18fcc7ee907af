import asyncio
from contextlib import asynccontextmanager
from threading import Thread

from fastapi import FastAPI

from bridge.mqtt import MqttBridge
from bridge.state import DoorStates

states = DoorStates()


async def report_hourly() -> None:
    while True:
        await asyncio.sleep(3600)
        print("open:", ", ".join(states.opened()))


def run_reports() -> None:
    asyncio.run(report_hourly())


@asynccontextmanager
async def lifespan(app: FastAPI):
    bridge = MqttBridge("broker", states.record)
    bridge.start()
    Thread(target=run_reports, daemon=True).start()
    yield
    bridge.stop()


app = FastAPI(lifespan=lifespan)


@app.get("/doors")
async def doors() -> list[str]:
    return states.opened()
