import logging

from sqlmodel import Session, select

from heroes.engine import engine
from heroes.models import Hero

logger = logging.getLogger("heroes")


def celebrate(name: str) -> None:
    with Session(engine) as session:
        hero = session.exec(select(Hero).where(Hero.name == name)).one()
        hero.age = (hero.age or 0) + 1
        session.add(hero)
        session.commit()
    logger.info("%s had a birthday", hero.name)  # here
