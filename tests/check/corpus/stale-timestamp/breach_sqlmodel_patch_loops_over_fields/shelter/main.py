from fastapi import Depends, FastAPI, HTTPException
from sqlmodel import Session, create_engine

from shelter.models import Animal, AnimalBase, AnimalUpdate, utcnow

engine = create_engine("sqlite:///shelter.db")
app = FastAPI()


def get_session():
    with Session(engine) as session:
        yield session


@app.post("/animals", response_model=Animal)
def create(body: AnimalBase, session: Session = Depends(get_session)):
    animal = Animal.model_validate(body)
    animal.name = animal.name.strip()
    session.add(animal)
    session.commit()
    session.refresh(animal)
    return animal


@app.patch("/animals/{animal_id}", response_model=Animal)
def patch(animal_id: int, body: AnimalUpdate, session: Session = Depends(get_session)):
    animal = session.get(Animal, animal_id)
    if not animal:
        raise HTTPException(status_code=404, detail="No such animal")
    for key, value in body.model_dump(exclude_unset=True).items():
        setattr(animal, key, value)  # here: warning
    session.add(animal)
    session.commit()
    session.refresh(animal)
    return animal


@app.put("/animals/{animal_id}", response_model=Animal)
def put(animal_id: int, body: AnimalBase, session: Session = Depends(get_session)):
    animal = session.get_one(Animal, animal_id)
    for key, value in body.model_dump().items():
        setattr(animal, key, value)
    animal.updated_at = utcnow()
    session.add(animal)
    session.commit()
    session.refresh(animal)
    return animal


@app.post("/animals/{animal_id}/weigh")
def weigh(animal_id: int, weight: float, session: Session = Depends(get_session)) -> float:
    animal = session.get_one(Animal, animal_id)
    before = animal.weight
    animal.weight = weight  # here: warning
    session.commit()
    return weight - before
