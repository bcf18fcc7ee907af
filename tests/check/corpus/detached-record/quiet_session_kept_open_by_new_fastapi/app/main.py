from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy.orm import Session

from app.db import get_db
from app.refresh import refresh

app = FastAPI()


@app.post("/feeds/{feed_id}/refresh", status_code=202)
def refresh_feed(feed_id: int, background_tasks: BackgroundTasks, db: Session = Depends(get_db)):
    background_tasks.add_task(refresh, db, feed_id)
    return {"feed": feed_id}
