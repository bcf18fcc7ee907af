import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from tenants.models import Base, Tenant


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Tenant(id="default", name="Default"))
        for n in range(3):
            session.add(Tenant(name=f"tenant-{n}"))
        session.commit()
        yield session
