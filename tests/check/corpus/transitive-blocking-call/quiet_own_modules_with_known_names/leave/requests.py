"""Requests for leave; nothing here goes over the network."""

from dataclasses import dataclass
from datetime import date

_requests: dict[int, "LeaveRequest"] = {}


@dataclass
class LeaveRequest:
    id: int
    person: str
    first: date
    last: date
    state: str = "open"


def get(request_id: int) -> LeaveRequest | None:
    return _requests.get(request_id)


def post(person: str, first: date, last: date) -> LeaveRequest:
    request = LeaveRequest(len(_requests) + 1, person, first, last)
    _requests[request.id] = request
    return request
