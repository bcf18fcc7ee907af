from fastapi import BackgroundTasks, Depends, FastAPI
from passlib.hash import bcrypt
from pydantic import BaseModel
from sqlalchemy.orm import Session

from app import crud
from app.db import get_db
from app.mail import send_verification

app = FastAPI()


class UserCreate(BaseModel):
    email: str
    password: str


@app.post("/users", status_code=201)
def register(body: UserCreate, background_tasks: BackgroundTasks, db: Session = Depends(get_db)):
    user = crud.create_user(db, body.email, bcrypt.hash(body.password))
    background_tasks.add_task(send_verification, user)
    return {"id": user.id}
