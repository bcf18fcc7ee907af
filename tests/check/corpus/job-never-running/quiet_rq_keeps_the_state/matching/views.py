from flask import Blueprint, jsonify
from rq.job import Job, JobStatus

from matching.queue import queue
from matching.work import match_candidates, warm_up

bp = Blueprint("matching", __name__)


@bp.post("/vacancies/<int:vacancy_id>/match")
def match(vacancy_id):
    queue.enqueue(warm_up, f"match-{vacancy_id}")
    job = queue.enqueue(match_candidates, vacancy_id)
    return jsonify(job=job.id), 202


@bp.get("/matches/<job_id>")
def result(job_id):
    job = Job.fetch(job_id, connection=queue.connection)
    if job.get_status() == JobStatus.STARTED:
        return jsonify(progress=job.meta.get("progress", 0))
    return jsonify(status=job.get_status(), hits=job.return_value())
