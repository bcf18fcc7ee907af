import subprocess

from celery import shared_task

from transcode.models import SessionLocal, Video


@shared_task(name="transcode.run", acks_late=True)
def transcode(video_id: int) -> None:
    with SessionLocal() as session:
        video = session.get(Video, video_id)
        if video is None:
            return
        languages = [subtitle.language for subtitle in video.subtitles]
        subprocess.run(["ffmpeg", "-i", video.path, *languages], check=True)
        video.state = "done"
        session.commit()
