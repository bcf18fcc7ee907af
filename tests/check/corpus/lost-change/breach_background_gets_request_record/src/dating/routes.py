from fastapi import APIRouter, BackgroundTasks

from .database import Db, Profile
from .moderation import check_profile, check_profile_by_id, reject_profile

router = APIRouter(prefix="/profiles")


@router.post("/")
def create_profile(picture: str, db: Db, tasks: BackgroundTasks) -> int:
    profile = Profile(picture=picture)
    db.add(profile)
    db.commit()
    tasks.add_task(check_profile, profile)
    return profile.id


@router.post("/{profile_id}/check")
def check_again(profile_id: int, tasks: BackgroundTasks) -> None:
    tasks.add_task(check_profile_by_id, profile_id)


@router.post("/{profile_id}/report")
def report(profile_id: int, db: Db, tasks: BackgroundTasks) -> None:
    tasks.add_task(reject_profile, db.get_one(Profile, profile_id))
