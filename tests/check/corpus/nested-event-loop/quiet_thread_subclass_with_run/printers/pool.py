from printers.queue_thread import PrintThread


class Printers:
    def __init__(self) -> None:
        self._threads: dict[str, PrintThread] = {}

    def ensure(self, printer: str) -> PrintThread:
        thread = self._threads.get(printer)
        if thread is None or not thread.is_alive():
            thread = self._threads[printer] = PrintThread(printer)
            thread.start()
        return thread
