from fastapi import Depends, FastAPI, Header
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from permits.entities import Clerk
from permits.service import PermitService

app = FastAPI()
engine = create_engine("postgresql://permits@localhost/permits")


def get_service():
    with Session(engine) as session:
        yield PermitService(session)


def get_user(clerk: int = Header(), service: PermitService = Depends(get_service)) -> Clerk:
    return service.session.get(Clerk, clerk)


@app.post("/permits/{permit_id}/transfer")
def transfer(
    permit_id: int, holder: str, service: PermitService = Depends(get_service), user: Clerk = Depends(get_user)
) -> str:
    return service.transfer(permit_id, holder, user)
