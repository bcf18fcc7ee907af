from cinema.db.mapped import Film, Hall, Screening, Seat
from cinema.db.engine import DBSession

__all__ = ["DBSession", "Film", "Hall", "Screening", "Seat"]
