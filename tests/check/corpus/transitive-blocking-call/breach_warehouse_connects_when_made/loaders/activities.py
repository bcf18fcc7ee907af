import asyncio
import datetime as dt
from dataclasses import dataclass

from temporalio import activity

from . import Warehouse
from .warehouse import WarehousePlan


@dataclass
class LoadInput:
    day: dt.date
    prefix: str = "facts"


@activity.defn
async def find_partition(order: LoadInput) -> str:
    return WarehousePlan(order.prefix).partition(order.day)


@activity.defn
async def open_partition(order: LoadInput) -> str:
    warehouse = Warehouse()  # here
    return warehouse.partition(order.day)


@activity.defn
async def open_partition_in_thread(order: LoadInput) -> str:
    warehouse = await asyncio.to_thread(Warehouse)
    return warehouse.partition(order.day)
