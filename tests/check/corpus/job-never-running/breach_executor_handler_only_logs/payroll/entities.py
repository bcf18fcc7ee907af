from datetime import date

from sqlmodel import Field, SQLModel, create_engine

engine = create_engine("postgresql+psycopg://payroll@localhost/payroll")


class PayrollRun(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    month: date
    status: str = "created"  # created, in_progress, done, error
    slips: int = 0
