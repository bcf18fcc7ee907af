from fastapi import BackgroundTasks, Depends, FastAPI
from sqlmodel import Session

from locked.models import Visit, get_session

app = FastAPI()


def record_visit(session: Session, path: str) -> None:
    session.add(Visit(path=path))
    session.commit()


@app.get("/pages/{name}")
def page(name: str, tasks: BackgroundTasks, session: Session = Depends(get_session)):
    tasks.add_task(record_visit, session, name)
    return {"page": name}
