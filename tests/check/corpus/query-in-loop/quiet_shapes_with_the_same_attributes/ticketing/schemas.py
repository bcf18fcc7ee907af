from pydantic import BaseModel


class VenueIn(BaseModel):
    name: str


class ConcertIn(BaseModel):
    title: str
    venue: VenueIn
