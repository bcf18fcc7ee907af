import logging
import pathlib

import dramatiq
from PIL import Image

from gallery.data import folder_of, set_state

log = logging.getLogger(__name__)


def shrink(path, size):
    with Image.open(path) as picture:
        picture.thumbnail((size, size))
        picture.save(path.with_suffix(".small.jpg"))


@dramatiq.actor(max_retries=0)
def make_album(job_id, folder):  # here
    log.info("album %s", job_id)
    try:
        paths = sorted(pathlib.Path(folder).glob("*.jpg"))
        for path in paths:
            shrink(path, 1200)
        set_state(job_id, "running")
        pathlib.Path(folder, "index.html").write_text("".join(f'<img src="{path.name}">' for path in paths))
        set_state(job_id, "done", pictures=len(paths))
    except Exception:
        log.exception("album %s", job_id)
        set_state(job_id, "broken")
        raise


@dramatiq.actor(max_retries=0)
def remake_album(job_id):
    log.info("album %s again", job_id)
    try:
        set_state(job_id, "running")
        paths = sorted(pathlib.Path(folder_of(job_id)).glob("*.jpg"))
        for path in paths:
            shrink(path, 800)
        set_state(job_id, "done", pictures=len(paths))
    except Exception:
        log.exception("album %s again", job_id)
        set_state(job_id, "broken")
        raise
