import asyncio

from core.memory import MemoryJobs
from core.usecase import Publish

asyncio.run(Publish(MemoryJobs())("first"))
