from typing import Optional

from sqlmodel import Field, SQLModel


class Subscription(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id")  # here: warning
    processor_id: str = Field(unique=True)
    plan: str = "free"
