import logging

import httpx

from fleet.models import Truck

log = logging.getLogger(__name__)


def call_driver(truck: Truck) -> None:
    log.info("calling the driver of %s", truck.plate)
    httpx.post("https://voice.example.com/calls", data={"to": truck.driver.phone})
