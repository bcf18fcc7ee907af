from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Webhook(Base):
    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    secret: Mapped[str]
    failures: Mapped[int] = mapped_column(default=0)


session_maker = async_sessionmaker(create_async_engine("postgresql+asyncpg:///hooks"), expire_on_commit=False)
