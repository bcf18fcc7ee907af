from fastapi import APIRouter, Depends, Request

from fleet.store import TripStore

router = APIRouter(prefix="/fleet")


async def trip_store(request: Request):
    async with request.app.state.session_factory() as session:
        yield TripStore(session)


@router.get("/long")
async def long(km: int = 400, store: TripStore = Depends(trip_store)):
    return [{"driver": t.driver.name, "van": t.van.plate, "km": t.km} for t in await store.long_trips(km)]


@router.get("/drivers")
async def drivers(store: TripStore = Depends(trip_store)):
    body = []
    for driver in await store.drivers():
        plates = {trip.van.plate for trip in driver.trips}
        body.append({"name": driver.name, "km": sum(trip.km for trip in driver.trips), "vans": sorted(plates)})
    return body
