from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException
from sqlalchemy.orm import Session

from . import models
from .database import get_db
from .emails import send_welcome

app = FastAPI()


@app.post("/users/{user_id}/activate", status_code=202)
def activate(user_id: int, background_tasks: BackgroundTasks, db: Session = Depends(get_db)):
    user = db.get(models.User, user_id)
    if user is None:
        raise HTTPException(status_code=404)
    user.is_active = True
    db.commit()
    background_tasks.add_task(send_welcome, user)  # here
    return {"status": "activated"}
