from operator import attrgetter

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from league.models import Club, Division, Player


def table(session: Session) -> list[Club]:
    return list(session.scalars(select(Club).order_by(Club.points.desc(), Club.goals.desc(), Club.name)))


def tables(session: Session) -> list[Club]:
    return list(session.scalars(select(Club).order_by(Club.division, Club.goals.desc(), Club.name)))


def division(session: Session, which: Division) -> list[Club]:
    statement = select(Club).where(Club.division == which).order_by(Club.points.desc()).order_by(Club.goals.desc())
    return list(session.scalars(statement))


def oldest(session: Session) -> list[Club]:
    clubs = session.scalars(select(Club).options(selectinload(Club.players))).all()
    return sorted(clubs, key=attrgetter("founded", "name"))


def squads(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(select(Club.name, Player.name).join(Player.club).order_by(Club.id, Player.shirt))
    return [(club, player) for club, player in rows]


def squad(session: Session, club_id: int) -> list[str]:
    club = session.get_one(Club, club_id)
    return [player.name for player in sorted(club.players, key=lambda player: player.shirt)]
