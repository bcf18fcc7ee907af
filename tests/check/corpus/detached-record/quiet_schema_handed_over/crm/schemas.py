from pydantic import BaseModel, ConfigDict


class Phone(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    number: str


class Contact(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    phones: list[Phone]
    synced: bool = False
