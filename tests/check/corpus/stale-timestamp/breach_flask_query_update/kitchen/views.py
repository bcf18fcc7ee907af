from datetime import datetime

from flask import Blueprint, jsonify, request

from . import db
from .models import Menu, Recipe

bp = Blueprint("kitchen", __name__)


@bp.route("/recipes/archive", methods=["POST"])
def archive_recipes():
    ids = request.get_json()["ids"]
    count = Recipe.query.filter(Recipe.id.in_(ids)).update({"archived": True})  # here: warning
    db.session.commit()
    return jsonify(archived=count)


@bp.route("/recipes/restore", methods=["POST"])
def restore_recipes():
    ids = request.get_json()["ids"]
    values = {"archived": False, "last_modified": datetime.utcnow()}
    count = Recipe.query.filter(Recipe.id.in_(ids)).update(values)
    db.session.commit()
    return jsonify(restored=count)


@bp.route("/recipes/<int:recipe_id>/double", methods=["POST"])
def double(recipe_id):
    recipe = Recipe.query.get_or_404(recipe_id)
    recipe.servings *= 2  # here: warning
    if not recipe.title.endswith("(double)"):
        recipe.title = f"{recipe.title} (double)"
    db.session.commit()
    return jsonify(servings=recipe.servings)


@bp.route("/menus/archive", methods=["POST"])
def archive_menus():
    week = request.get_json()["week"]
    Menu.query.filter(Menu.week < week).update({Menu.archived: True})
    db.session.commit()
    return "", 204
