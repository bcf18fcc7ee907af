from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session

from tracker.db import Ticket, get_session
from tracker.notify import notify_assignee

app = FastAPI()


@app.post("/tickets/{ticket_id}/assign")
def assign(ticket_id: int, email: str, background: BackgroundTasks, session: Session = Depends(get_session)):
    ticket = session.execute(select(Ticket).where(Ticket.id == ticket_id)).scalar_one_or_none()
    if not ticket:
        raise HTTPException(404, f"no ticket {ticket_id}")
    ticket.assignee_email = email
    session.commit()
    background.add_task(notify_assignee, ticket)  # here
    return {"ticket": ticket.id, "assignee": email}
