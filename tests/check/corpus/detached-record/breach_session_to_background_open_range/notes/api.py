from fastapi import BackgroundTasks, FastAPI, HTTPException
from sqlmodel import Session

from notes.database import SessionDep
from notes.models import Note

app = FastAPI()


def count_words(note_id: int, session: Session) -> None:
    note = session.get(Note, note_id)
    if note is not None:
        note.words = len(note.title.split())
        session.add(note)
        session.commit()


@app.put("/notes/{note_id}/count")
def recount(note_id: int, session: SessionDep, background_tasks: BackgroundTasks) -> dict[str, int]:
    if session.get(Note, note_id) is None:
        raise HTTPException(status_code=404)
    background_tasks.add_task(count_words, note_id, session=session)  # here: advice
    return {"note": note_id}
