from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic import dependencies
from clinic.entities import Patient

router = APIRouter(prefix="/wards/{ward}")
Page = Annotated[dict[str, int], Depends(dependencies.page)]


@router.get("/patients")
def patients(ward: str, page: Page, db: Annotated[Session, Depends(dependencies.session)]):
    statement = select(Patient).where(Patient.ward == ward).offset(page["offset"]).limit(page["limit"])
    return [{"id": patient.id, "name": patient.name} for patient in db.scalars(statement)]


@router.post("/patients", status_code=201)
def admit(ward: str, name: str, db: Annotated[Session, Depends(dependencies.session)]):
    patient = Patient(name=name, ward=ward)
    db.add(patient)
    db.flush()
    return {"id": patient.id}
