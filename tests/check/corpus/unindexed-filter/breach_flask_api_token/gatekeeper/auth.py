from functools import wraps

from flask import abort, g, request

from gatekeeper.models import User


def token_required(view):
    @wraps(view)
    def wrapped(*args, **kwargs):
        token = request.headers.get("X-Api-Token", "")
        g.user = User.query.filter_by(api_token=token).first()
        if g.user is None:
            abort(401)
        return view(*args, **kwargs)

    return wrapped
