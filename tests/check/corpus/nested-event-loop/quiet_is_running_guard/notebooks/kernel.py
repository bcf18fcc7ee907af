import asyncio
import threading


def complete(coroutine):
    """Run a coroutine from anywhere: in a notebook cell as well as in a script."""
    try:
        loop = asyncio.get_event_loop()
    except RuntimeError:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
    if loop.is_running():
        return _complete_beside(coroutine)
    return loop.run_until_complete(coroutine)


def _complete_beside(coroutine):
    outcome = {}

    def target():
        outcome["value"] = asyncio.run(coroutine)

    thread = threading.Thread(target=target)
    thread.start()
    thread.join()
    return outcome["value"]
