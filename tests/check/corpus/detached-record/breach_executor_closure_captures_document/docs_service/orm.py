from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import declarative_base, relationship, sessionmaker

engine = create_async_engine("postgresql+asyncpg://docs@localhost/docs")
AsyncSessionFactory = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
Base = declarative_base()


class Document(Base):
    __tablename__ = "documents"

    id = Column(Integer, primary_key=True)
    title = Column(String(200), nullable=False)
    pages = relationship("Page", order_by="Page.position")


class Page(Base):
    __tablename__ = "pages"

    id = Column(Integer, primary_key=True)
    document_id = Column(ForeignKey("documents.id"), nullable=False)
    position = Column(Integer, nullable=False)
    image = Column(LargeBinary, nullable=False)
