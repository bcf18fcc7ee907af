from fastapi import Depends, FastAPI
from sqlmodel import Session, select

from people.db import get_session
from people.models import Person, PersonBase, PersonPublic

app = FastAPI()


@app.post("/people")
def create(body: PersonBase, session: Session = Depends(get_session)) -> int:
    person = Person.model_validate(body, update={"secret": "s3"})
    session.add(person)
    session.commit()
    session.refresh(person)
    return person.id


@app.get("/people/{person_id}")
def read(person_id: int, session: Session = Depends(get_session)) -> Person:
    person = session.get_one(Person, person_id)
    session.expunge(person)
    person.secret = None
    return person


@app.get("/people/{person_id}/public")
def read_public(person_id: int, session: Session = Depends(get_session)) -> PersonPublic:
    person = session.get_one(Person, person_id)
    public = PersonPublic.model_validate(person)
    public.initials = "".join(part[0] for part in person.name.split())
    return public


@app.get("/people")
def names(session: Session = Depends(get_session)) -> list[str]:
    summary = PersonPublic(name="all")
    summary.initials = "*"
    return [summary.initials, *session.exec(select(Person.name)).all()]
