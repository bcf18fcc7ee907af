from pydantic import BaseModel, ConfigDict


class UserIn(BaseModel):
    email: str


class UserOut(UserIn):
    model_config = ConfigDict(from_attributes=True)

    id: int
    is_active: bool
