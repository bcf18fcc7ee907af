from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


class Experiment(Base):
    __tablename__ = "experiment"

    name: Mapped[str] = mapped_column(unique=True)


class Run(Base):
    __tablename__ = "run"

    experiment_id: Mapped[int] = mapped_column(ForeignKey("experiment.id"), index=True)
    seed: Mapped[int] = mapped_column(default=0)
    metrics: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)
