from taxi.base import Service
from taxi.pricing import price
from taxi.ride import Ride, persist


class Dispatch(Service):
    async def order(self, driver: str) -> int:
        ride = Ride()
        self.session.add(ride)
        await self.session.commit()
        ride.driver = driver
        ride.state = "assigned"
        await persist(self.session, refresh=ride)
        return ride.id

    async def finish(self, ride_id: int) -> int:
        ride = await self.session.get_one(Ride, ride_id)
        ride.state = "arrived"
        await self.session.commit()
        ride.cents = await price(ride_id)
        await self._commit()
        return ride.cents

    async def cancel(self, ride_id: int) -> None:
        ride = await self.session.get_one(Ride, ride_id)
        ride.state = "cancelling"
        await self.session.commit()
        try:
            ride.cents = await price(ride_id)
        finally:
            ride.state = "cancelled"
            await self.session.commit()
