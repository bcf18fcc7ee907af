import csv
from decimal import Decimal

from sqlalchemy.orm import Session

from legacy_api.db.models import Rate


def import_sheet(db: Session, path: str) -> None:
    with open(path, newline="") as stream:
        for row in csv.DictReader(stream):
            db.add(Rate(currency=row["currency"], value=Decimal(row["value"])))
    db.commit()
