import anyio
import anyio.to_thread
from sqlalchemy import delete

from bakery.batches import Batches
from bakery.storage import Batch, Session


class Bakery:
    def __init__(self, batches: Batches) -> None:
        self.batches = batches

    async def bake(self, dough: str, loaves: int) -> int:
        await anyio.sleep(loaves / 1000)
        await anyio.to_thread.run_sync(self.batches.add, dough, loaves)
        return await anyio.to_thread.run_sync(self.batches.loaves, dough)

    async def clear(self, dough: str) -> None:
        def remove() -> None:
            with Session.begin() as session:
                session.execute(delete(Batch).where(Batch.dough == dough))

        await anyio.to_thread.run_sync(remove)

    def clear_all(self) -> None:
        with Session.begin() as session:
            session.execute(delete(Batch))
