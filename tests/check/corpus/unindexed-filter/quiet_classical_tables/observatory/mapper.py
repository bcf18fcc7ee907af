from sqlalchemy.orm import registry, relationship

from observatory.tables import sightings, stars

mapper_registry = registry()


class Star:
    def __init__(self, designation: str, constellation: str) -> None:
        self.designation = designation
        self.constellation = constellation


class Sighting:
    def __init__(self, star_id: int, observer: str, night: str) -> None:
        self.star_id = star_id
        self.observer = observer
        self.night = night


def start_mappers() -> None:
    mapper_registry.map_imperatively(Star, stars, properties={"sightings": relationship(Sighting)})
    mapper_registry.map_imperatively(Sighting, sightings)
