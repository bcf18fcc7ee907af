import asyncio

from sqlalchemy.orm import Session

from metering.database import Reading, engine


class Protocol(asyncio.DatagramProtocol):
    def __init__(self, queue):
        self.queue = queue

    def datagram_received(self, data, addr):
        self.queue.put_nowait(data)


async def store(queue):
    while True:
        meter, _, kwh = (await queue.get()).decode().partition(" ")
        session = Session(engine)  # here
        try:
            session.add(Reading(meter=meter, kwh=float(kwh)))
            session.commit()
        finally:
            session.close()
