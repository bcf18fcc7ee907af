from app.models import Recipe
from app.repositories.recipes import RecipeRepository


class NutritionService:
    def __init__(self, recipes: RecipeRepository) -> None:
        self.recipes = recipes

    async def table(self) -> list[dict[str, object]]:
        table = []
        for recipe in await self.recipes.list(Recipe.title != ""):
            kcal = sum(ingredient.grams * ingredient.food.kcal // 100 for ingredient in recipe.ingredients)
            table.append({"title": recipe.title, "cook": recipe.cook.name, "kcal": kcal})
        return table
