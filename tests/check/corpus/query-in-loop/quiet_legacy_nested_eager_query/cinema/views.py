from pyramid.view import view_config
from sqlalchemy.orm import contains_eager, joinedload, subqueryload

from cinema.db import DBSession, Film, Hall, Screening


@view_config(route_name="programme", renderer="json")
def programme(request):
    query = DBSession.query(Film).options(
        subqueryload(Film.screenings).joinedload(Screening.hall).subqueryload(Hall.seats)
    )
    programme = []
    for film in query:
        for screening in film.screenings:
            programme.append((film.name, screening.starts.isoformat(), len(screening.hall.seats)))
    return programme


@view_config(route_name="today", renderer="json")
def today(request):
    screenings = (
        DBSession.query(Screening)
        .join(Screening.film)
        .options(contains_eager(Screening.film))
        .options(joinedload(Screening.hall))
        .order_by(Film.name)
        .all()
    )
    return [{"film": s.film.name, "hall": s.hall.name, "starts": s.starts.isoformat()} for s in screenings]
