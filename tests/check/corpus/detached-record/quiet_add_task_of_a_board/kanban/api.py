from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.orm import Session

from .db import get_db
from .models import Board, Task

router = APIRouter()


@router.post("/boards/{board_id}/move/{task_id}")
def move(board_id: int, task_id: int, db: Session = Depends(get_db)):
    board = db.get(Board, board_id)
    task = db.get(Task, task_id)
    if board is None or task is None:
        raise HTTPException(404)
    board.add_task(task)
    db.commit()
    return {"board": board.title, "position": task.position}
