from flask import Blueprint, request

from .extensions import db
from .models import ReportJob
from .tasks import count_report, run_report

reports = Blueprint("reports", __name__)


@reports.route("/reports", methods=["POST"])
def create():
    job = ReportJob(query=request.json["query"])
    db.session.add(job)
    db.session.commit()
    (count_report if request.args.get("count") else run_report).apply_async((job.id,))
    return {"id": job.id}, 202
