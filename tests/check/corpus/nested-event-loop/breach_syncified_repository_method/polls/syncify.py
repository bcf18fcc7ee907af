import asyncio
import functools


def syncify(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(function(*args, **kwargs))  # here
        finally:
            loop.close()

    return wrapper
