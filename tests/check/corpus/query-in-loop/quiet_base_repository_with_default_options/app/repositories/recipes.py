from sqlalchemy.orm import selectinload

from app.models import Ingredient, Recipe
from app.repositories.base import BaseRepository


class RecipeRepository(BaseRepository[Recipe]):
    model = Recipe
    default_options = (
        selectinload(Recipe.ingredients).selectinload(Ingredient.food),
        selectinload(Recipe.cook),
    )
