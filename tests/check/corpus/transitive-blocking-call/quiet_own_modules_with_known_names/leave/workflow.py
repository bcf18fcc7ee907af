from datetime import date

from . import requests
from .sleep import Night


def ask(person: str, first: date, last: date) -> int:
    if last < first:
        raise ValueError("leave ends before it begins")
    return requests.post(person, first, last).id


def approve(request_id: int) -> bool:
    request = requests.get(request_id)
    if request is None or request.state != "open":
        return False
    request.state = "approved"
    return True


def rested(hours: float) -> bool:
    night = Night()
    night.sleep(hours)
    return night.run() >= 7
