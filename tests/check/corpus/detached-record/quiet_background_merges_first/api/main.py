from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy.orm import Session

from .database import Member, get_db
from .invitations import invite

app = FastAPI()


@app.post("/members/{member_id}/invite")
def send_invitation(member_id: int, tasks: BackgroundTasks, db: Session = Depends(get_db)):
    member = db.query(Member).filter(Member.id == member_id).one()
    member.invited = False
    db.commit()
    tasks.add_task(invite, member)
    return {"ok": True}
