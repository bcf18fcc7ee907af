from flask import Blueprint, jsonify, request

from mediahub.transcoding.models import Session, TranscodeJob
from mediahub.transcoding.tasks import to_mp4, to_webm

bp = Blueprint("transcoding", __name__)


@bp.post("/transcode")
def transcode():
    body = request.get_json()
    with Session() as db:
        job = TranscodeJob(source=body["source"])
        db.add(job)
        db.commit()
        if body.get("format") == "webm":
            to_webm.delay(job.id)
        else:
            to_mp4.delay(job.id)
        return jsonify(id=job.id), 202
