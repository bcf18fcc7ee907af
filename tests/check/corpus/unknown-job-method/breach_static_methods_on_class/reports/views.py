from threading import Thread

from flask import Blueprint, current_app, jsonify

from reports.job_manager import JobManager

bp = Blueprint("reports", __name__)


def build(app, job_id):
    with app.app_context():
        JobManager.start_job(job_id)  # here
        JobManager.update_job(job_id, progress=50)
        JobManager.complete_job(job_id)


@bp.post("/reports")
def create():
    job = JobManager.create_job()
    app = current_app._get_current_object()
    Thread(target=build, args=(app, job.id)).start()
    return jsonify(id=job.id), 202
