import asyncio
import queue
import threading


class PrintThread(threading.Thread):
    def __init__(self, printer: str) -> None:
        super().__init__(name=f"print-{printer}", daemon=True)
        self.printer = printer
        self.orders: queue.Queue[bytes | None] = queue.Queue()

    def run(self) -> None:
        while (page := self.orders.get()) is not None:
            asyncio.run(self._send(page))

    async def _send(self, page: bytes) -> None:
        _, writer = await asyncio.open_connection(self.printer, 9100)
        writer.write(page)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    def put(self, page: bytes) -> None:
        self.orders.put(page)
