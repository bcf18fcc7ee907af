from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException
from sqlalchemy.orm import Session

from crm import models, schemas
from crm.sync import push

router = APIRouter(prefix="/contacts")


@router.post("/{contact_id}/push", response_model=schemas.Contact)
def push_contact(contact_id: int, tasks: BackgroundTasks, db: Session = Depends(models.get_db)):
    row = db.get(models.Contact, contact_id)
    if row is None:
        raise HTTPException(404)
    contact = schemas.Contact.model_validate(row)
    tasks.add_task(push, contact)
    return contact
