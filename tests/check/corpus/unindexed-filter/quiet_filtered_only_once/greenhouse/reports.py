from collections import Counter
from datetime import date

from sqlalchemy import func, update
from sqlmodel import Session, select

from greenhouse.plants import Plant, PlantFilter


def find(session: Session, latin_name: str) -> Plant | None:
    return session.exec(select(Plant).where(Plant.latin_name == latin_name)).first()


def thirsty(session: Session, before: date) -> list[Plant]:
    """Every plant is in memory for the day's plan, so it is chosen from there."""
    plants = session.exec(select(Plant).order_by(Plant.id)).all()
    return [plant for plant in plants if plant.watered_on is None or plant.watered_on < before]


def narrowed(plants: list[Plant], wanted: PlantFilter) -> list[Plant]:
    if wanted.bed is not None:
        plants = [plant for plant in plants if plant.bed == wanted.bed]
    if wanted.latin_name is not None:
        plants = [plant for plant in plants if plant.latin_name == wanted.latin_name]
    return sorted(plants, key=lambda plant: (plant.bed, plant.latin_name))


def beds(session: Session) -> dict[str, int]:
    return dict(session.exec(select(Plant.bed, func.count(Plant.id)).group_by(Plant.bed)).all())


def kinds(session: Session) -> Counter[str]:
    return Counter(session.exec(select(Plant.latin_name)).all())


def water(session: Session, ids: list[int]) -> None:
    session.exec(update(Plant).where(Plant.id.in_(ids)).values(watered_on=date.today()))
    session.commit()


def in_bed(session: Session, bed: str) -> list[Plant]:
    return list(session.exec(select(Plant).where(Plant.bed == bed)))


def annotate(session: Session, plant_id: int, note: str) -> None:
    plant = session.get_one(Plant, plant_id)
    if plant.note == note or plant.note == "":
        plant.note = note
    session.commit()
