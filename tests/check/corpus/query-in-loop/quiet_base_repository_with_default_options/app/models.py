from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


class Cook(Base):
    __tablename__ = "cooks"
    name: Mapped[str]


class Food(Base):
    __tablename__ = "foods"
    kcal: Mapped[int]


class Recipe(Base):
    __tablename__ = "recipes"
    title: Mapped[str]
    cook_id: Mapped[int] = mapped_column(ForeignKey("cooks.id"))
    cook: Mapped[Cook] = relationship()
    ingredients: Mapped[list[Ingredient]] = relationship(back_populates="recipe")


class Ingredient(Base):
    __tablename__ = "ingredients"
    grams: Mapped[int]
    recipe_id: Mapped[int] = mapped_column(ForeignKey("recipes.id"))
    food_id: Mapped[int] = mapped_column(ForeignKey("foods.id"))
    recipe: Mapped[Recipe] = relationship(back_populates="ingredients")
    food: Mapped[Food] = relationship()
