import secrets

from flask import Blueprint, abort, g, jsonify, request

from gatekeeper.auth import token_required
from gatekeeper.models import Project, User, db

api = Blueprint("api", __name__)


@api.post("/tokens/rotate")
def rotate():
    user = db.session.query(User).filter(User.api_token == request.json["token"]).one_or_none()
    if user is None:
        abort(404)
    user.api_token = secrets.token_hex(32)
    db.session.commit()
    return jsonify(token=user.api_token)


@api.post("/login")
def login():
    user = User.query.filter_by(email=request.json["email"]).first_or_404()
    return jsonify(name=user.display_name)


@api.post("/reset")
def reset():
    user = User.query.filter(User.reset_token == request.json["reset"]).first_or_404()
    user.reset_token = None
    db.session.commit()
    return jsonify(email=user.email)


@api.get("/projects/<key>")
@token_required
def project(key):
    found = Project.query.filter_by(key=key).first_or_404()
    return jsonify(id=found.id, mine=found.owner_id == g.user.id)
