from flask import Blueprint, abort, request
from flask_login import current_user, login_required

from survey.models import Answer, Survey, db

bp = Blueprint("survey", __name__, url_prefix="/surveys")


@bp.post("/<int:survey_id>/close")
@login_required
def close(survey_id):
    survey = db.get_or_404(Survey, survey_id)
    if not current_user.is_admin:
        abort(403)
    survey.closed = True  # here: warning
    db.session.commit()
    return "", 204


@bp.post("/answers/<int:answer_id>")
def change_answer(answer_id):
    answer = db.get_or_404(Answer, answer_id)
    answer.text = request.form["text"]
    db.session.commit()
    return "", 204


@bp.post("/import")
def import_survey():
    survey = Survey(title=request.form["title"])
    survey.closed = "closed" in request.form
    db.session.add(survey)
    db.session.commit()
    return {"id": survey.id}, 201
