from typing import Annotated
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import mapped_column

uuidpk = Annotated[UUID, mapped_column(primary_key=True, default=uuid4)]
lookup = Annotated[str, mapped_column(String(64), index=True)]
unique_text = Annotated[str, mapped_column(String(254), unique=True)]
tenant_fk = Annotated[UUID, mapped_column(ForeignKey("tenants.id"), index=True)]
