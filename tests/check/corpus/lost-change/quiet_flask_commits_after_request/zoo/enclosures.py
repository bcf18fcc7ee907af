from flask import Blueprint, request

from .extensions import db
from .models import Enclosure

bp = Blueprint("enclosures", __name__)


@bp.post("/enclosures")
def create():
    enclosure = Enclosure(name=request.form["name"])
    db.session.add(enclosure)
    db.session.commit()
    enclosure.label = f"{enclosure.id:04d} {enclosure.name}"
    return {"id": enclosure.id}, 201


@bp.post("/enclosures/<int:id_>/cleaned")
def cleaned(id_):
    enclosure = db.get_or_404(Enclosure, id_)
    enclosure.cleaned = True
    return "", 204
