from collections.abc import Iterator
from datetime import date, timedelta

from .orm import Car, Repair


def new_car(plate: str) -> Car:
    car = Car()
    car.plate = plate.upper().replace(" ", "")
    return car


def yearly_repairs(car_id: int, start: date, years: int) -> Iterator[Repair]:
    for year in range(years):
        repair = Repair(car_id=car_id, day=start + timedelta(days=365 * year))
        repair.note = "inspection" if year else "first inspection"
        yield repair


def by_plate(plates: list[str]) -> dict[str, Car]:
    cars = {}
    for plate in plates:
        car = new_car(plate)
        cars[car.plate] = car
    return cars
