from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    def as_dict(self) -> dict:
        return {column.key: getattr(self, column.key) for column in self.__table__.columns}


class Alert(Base):
    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str]
    text: Mapped[str]


Session = async_sessionmaker(create_async_engine("postgresql+asyncpg:///alerts"))
