from typing import List

from fastapi import APIRouter
from sqlalchemy.orm import selectinload
from sqlmodel import select

from .deps import SessionDep
from .models import Hero, Team, TeamOut

router = APIRouter()


@router.get("/teams", response_model=List[TeamOut])
def list_teams(session: SessionDep, offset: int = 0, limit: int = 100):
    teams = session.exec(select(Team).offset(offset).limit(limit)).all()
    return [
        TeamOut(
            name=team.name,
            heroes=[hero.name for hero in team.heroes],  # here: warning
        )
        for team in teams
    ]


@router.get("/teams/large", response_model=List[TeamOut])
def list_large_teams(session: SessionDep, least: int = 5):
    teams = session.exec(select(Team).options(selectinload(Team.heroes))).all()
    return [
        TeamOut(name=team.name, heroes=[hero.name for hero in team.heroes])
        for team in teams
        if len(team.heroes) >= least
    ]


@router.get("/heroes")
def list_heroes(session: SessionDep):
    heroes = session.exec(select(Hero)).all()
    return {hero.name: hero.team.name if hero.team else None for hero in heroes}  # here: warning


@router.get("/teams/{team_id}", response_model=TeamOut)
def read_team(team_id: int, session: SessionDep):
    team = session.get(Team, team_id)
    return TeamOut(name=team.name, heroes=[hero.name for hero in team.heroes])
