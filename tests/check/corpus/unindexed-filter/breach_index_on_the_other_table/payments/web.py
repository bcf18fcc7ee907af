from fastapi import FastAPI, HTTPException
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from payments.domain.matching import paid
from payments.domain.orm import Invoice

app = FastAPI()
engine = create_engine("postgresql+psycopg://payments@localhost/payments")


@app.get("/invoices/{reference}")
def invoice(reference: str):
    with Session(engine) as session:
        found = session.execute(select(Invoice).where(Invoice.reference == reference)).scalar_one_or_none()
        if found is None:
            raise HTTPException(404)
        return {"cents": found.cents, "paid": paid(session, reference)}
