from flask import Blueprint, redirect, render_template, request, url_for

from comics.models import Series, Strip, db

bp = Blueprint("comics", __name__)
PER_PAGE = 12


@bp.route("/strips/<int:strip_id>")
def show(strip_id):
    strip = db.get_or_404(Strip, strip_id)
    previous = Strip.query.filter_by(id=strip.id - 1).first()  # here
    following = db.session.get(Strip, strip_id + 1)  # here
    return render_template("strip.html", strip=strip, previous=previous, following=following)


@bp.route("/strips/<int:strip_id>/next")
def following(strip_id):
    strip = db.get_or_404(Strip, strip_id)
    after = Strip.query.filter(Strip.id > strip.id).order_by(Strip.id).first_or_404()
    return redirect(url_for("comics.show", strip_id=after.id))


@bp.route("/strips/<int:strip_id>/previous-in-print")
def previous_in_print(strip_id):
    strip = db.get_or_404(Strip, strip_id)
    before = Strip.query.filter_by(position=strip.position - 1).first_or_404()
    return redirect(url_for("comics.show", strip_id=before.id))


@bp.route("/series/<int:series_id>")
def series(series_id):
    page = request.args.get("page", 1, type=int)
    found = db.get_or_404(Series, series_id)
    strips = (
        Strip.query.filter_by(series_id=series_id)
        .order_by(Strip.position)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
        .all()
    )
    return render_template("series.html", series=found, strips=strips, title=f"{found.name}-{page}")
