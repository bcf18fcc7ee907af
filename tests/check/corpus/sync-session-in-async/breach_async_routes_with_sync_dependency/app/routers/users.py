from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.orm import Session

from .. import models, schemas
from ..database import get_db

router = APIRouter(prefix="/users", tags=["users"])


@router.get("/", response_model=list[schemas.UserOut])
async def list_users(skip: int = 0, limit: int = 50, db: Session = Depends(get_db)):
    return db.query(models.User).order_by(models.User.id).offset(skip).limit(limit).all()  # here


@router.get("/{user_id}", response_model=schemas.UserOut)
def show_user(user_id: int, db: Session = Depends(get_db)):
    user = db.get(models.User, user_id)
    if user is None:
        raise HTTPException(404)
    return user


@router.post("/", response_model=schemas.UserOut, status_code=201)
async def create_user(body: schemas.UserIn, db: Session = Depends(get_db)):
    user = models.User(email=body.email)
    db.add(user)  # here
    db.commit()
    db.refresh(user)
    return user


@router.get("/ping/")
async def ping():
    return {"ok": True}
