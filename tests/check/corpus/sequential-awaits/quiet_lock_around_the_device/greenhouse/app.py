from fastapi import FastAPI

from greenhouse.bus import Bus
from greenhouse.sensors import Sensor, Station

app = FastAPI()
station = Station(
    Bus("/dev/ttyUSB0"),
    [Sensor("air", 1, 0), Sensor("soil", 2, 0), Sensor("humidity", 1, 1, scale=1.0)],
)


@app.get("/now")
async def now() -> dict[str, float]:
    return await station.measure()
