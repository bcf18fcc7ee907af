from fastapi import APIRouter, Depends
from sqlmodel import Session, col, select

from .db import get_session
from .models import Note, NoteRead

router = APIRouter(prefix="/notes", tags=["notes"])


@router.get("/", response_model=list[NoteRead])
def read_notes(*, session: Session = Depends(get_session), q: str | None = None):
    statement = select(Note)
    if q:
        statement = statement.where(col(Note.text).contains(q))
    notes = session.exec(statement).unique().all()
    return [
        NoteRead(text=note.text, notebook=note.notebook.title, labels=[label.name for label in note.labels])
        for note in notes
    ]
