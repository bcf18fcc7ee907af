from datetime import datetime
from typing import Optional

from sqlmodel import Field, SQLModel


class CustomerBase(SQLModel):
    email: str = Field(index=True, unique=True)
    name: str


class Customer(CustomerBase, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    processor_id: Optional[str] = Field(default=None, max_length=64)  # here: warning
    created_at: datetime = Field(default_factory=datetime.utcnow)


class CustomerCreate(CustomerBase):
    pass
