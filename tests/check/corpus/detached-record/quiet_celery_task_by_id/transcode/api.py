from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.orm import Session

from transcode.models import Video, get_db
from transcode.tasks import transcode

router = APIRouter()


@router.post("/videos/{video_id}/transcode")
def start(video_id: int, db: Session = Depends(get_db)):
    video = db.get(Video, video_id)
    if video is None:
        raise HTTPException(404)
    video.state = "queued"
    db.commit()
    transcode.delay(video.id)
    transcode.apply_async(args=[video.id], countdown=3600)
    return {"state": video.state}
