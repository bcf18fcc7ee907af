from flask import Blueprint, jsonify

from .manager import JobManager

bp = Blueprint("jobs", __name__)
jobs = JobManager()


@bp.post("/jobs/<job_id>/start")
def start(job_id):
    jobs.create_job(job_id)
    jobs.log_job(job_id, "starts")
    jobs.update_job_status(job_id, "running")
    return jsonify(status=jobs.job_status(job_id), logger=jobs.logger.name)
