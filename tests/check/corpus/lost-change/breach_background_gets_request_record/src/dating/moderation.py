import logging

import httpx

from .database import Profile, SessionLocal

logger = logging.getLogger(__name__)


def count_faces(picture: str) -> int:
    response = httpx.post("http://vision:8000/faces", json={"url": picture}, timeout=60)
    return response.raise_for_status().json()["faces"]


def check_profile(profile: Profile) -> None:
    faces = count_faces(profile.picture)
    with SessionLocal() as db:
        profile.approved = faces == 1  # here
        db.commit()
    logger.info("profile %s has %s faces", profile.id, faces)


def check_profile_by_id(profile_id: int) -> None:
    with SessionLocal() as db:
        profile = db.get_one(Profile, profile_id)
        profile.approved = count_faces(profile.picture) == 1
        db.commit()


def reject_profile(profile: Profile) -> None:
    with SessionLocal() as db:
        attached = db.merge(profile)
        attached.approved = False
        db.commit()
