from typing import Any

from fastapi import APIRouter, UploadFile
from sqlmodel import func, select

from backend.api.deps import OwnerDep, SessionDep
from backend.models import Pet, PetIn

router = APIRouter()


@router.get("/owners/{owner_id}/pets")
def pets_of(session: SessionDep, owner: OwnerDep) -> Any:
    return session.exec(select(Pet).where(Pet.owner_id == owner.id)).all()


@router.get("/owners/{owner_id}")
async def show_owner(owner: OwnerDep) -> Any:
    return {"id": owner.id, "name": owner.name}


@router.get("/pets/count")
async def count_pets(session: SessionDep) -> int:
    return session.exec(select(func.count()).select_from(Pet)).one()  # here


@router.post("/pets/import")
async def import_pets(session: SessionDep, file: UploadFile) -> int:
    added = 0
    content = await file.read()
    for line in content.decode().splitlines():
        pet = Pet.model_validate(PetIn.model_validate_json(line))
        session.add(pet)  # here
        added += 1
    session.commit()
    return added
