from fastapi import BackgroundTasks, Depends, FastAPI
from sqlmodel import Session, select

from fleet.calls import call_driver
from fleet.db import get_session
from fleet.models import Truck

app = FastAPI()


@app.post("/trucks/{plate}/call")
def call(plate: str, background_tasks: BackgroundTasks, session: Session = Depends(get_session)):
    truck = session.exec(select(Truck).where(Truck.plate == plate)).one()
    background_tasks.add_task(call_driver, truck)
    return {"calling": plate}
