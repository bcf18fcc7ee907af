from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.templating import Jinja2Templates
from sqlalchemy.orm import Session

from recipes.database import get_db
from recipes.models import Favourite, Recipe, RecipeCard

router = APIRouter()
templates = Jinja2Templates("templates")


@dataclass
class Visit:
    recipe_id: int
    seconds: int = 0


@router.get("/recipes/{recipe_id}")
def show(request: Request, recipe_id: int, user_id: int, db: Session = Depends(get_db)):
    recipe = db.get_one(Recipe, recipe_id)
    recipe.seen += 1
    favourite = db.get(Favourite, (user_id, recipe_id))
    db.commit()
    recipe.is_favourite = favourite is not None
    return templates.TemplateResponse(request, "recipe.html", {"recipe": recipe})


@router.get("/recipes/{recipe_id}/card")
def card(recipe_id: int, db: Session = Depends(get_db)) -> str:
    recipe = db.get_one(Recipe, recipe_id)
    recipe.seen += 1
    db.commit()
    small = RecipeCard(title=recipe.title)
    small.picture = f"/pictures/{recipe_id}.jpg"
    return small.model_dump_json()


@router.post("/recipes/{recipe_id}/visit")
def visit(recipe_id: int, seconds: int) -> str:
    entry = Visit(recipe_id)
    entry.seconds = min(seconds, 3600)
    return "https://stats.example.com/?" + urlencode({"id": entry.recipe_id, "s": entry.seconds})
