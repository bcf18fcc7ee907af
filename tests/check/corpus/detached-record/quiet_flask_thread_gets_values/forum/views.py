from flask import Blueprint, jsonify

from . import db
from .mail import deliver
from .models import Thread

bp = Blueprint("forum", __name__)


@bp.post("/threads/<int:thread_id>/close")
def close(thread_id):
    thread = db.get_or_404(Thread, thread_id)
    thread.title = "[closed] " + thread.title
    db.session.commit()
    deliver(thread.author.email, thread.title)
    return jsonify(title=thread.title)
