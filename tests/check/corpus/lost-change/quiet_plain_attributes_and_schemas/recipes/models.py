from __future__ import annotations

from typing import ClassVar, Optional

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlmodel import SQLModel


class Base(DeclarativeBase):
    pass


class Recipe(Base):
    __tablename__ = "recipes"

    is_favourite: ClassVar[bool] = False

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    seen: Mapped[int] = mapped_column(default=0)


class Favourite(Base):
    __tablename__ = "favourites"

    user_id: Mapped[int] = mapped_column(primary_key=True)
    recipe_id: Mapped[int] = mapped_column(ForeignKey("recipes.id"), primary_key=True)


class RecipeCard(SQLModel):
    title: str
    favourite: bool = False
    picture: Optional[str] = None
