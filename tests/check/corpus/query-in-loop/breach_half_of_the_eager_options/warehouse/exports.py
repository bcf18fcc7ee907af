import csv
import sys

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, joinedload, selectinload

from .models import Article, Purchase, PurchaseLine

engine = create_engine("sqlite:///warehouse.db")


def export_eans(out=sys.stdout) -> None:
    writer = csv.writer(out)
    with Session(engine) as session:
        for purchase in session.scalars(select(Purchase).options(selectinload(Purchase.lines))):
            for line in purchase.lines:
                writer.writerow([purchase.reference, line.quantity, line.article.ean])  # here: warning


def export_suppliers(out=sys.stdout) -> None:
    writer = csv.writer(out)
    statement = select(Purchase).options(selectinload(Purchase.lines).joinedload(PurchaseLine.article))
    with Session(engine) as session:
        for purchase in session.scalars(statement):
            for line in purchase.lines:
                article = line.article
                writer.writerow([purchase.reference, article.ean, article.supplier.name])  # here: warning


def export_articles(out=sys.stdout) -> None:
    writer = csv.writer(out)
    with Session(engine) as session:
        for article in session.scalars(select(Article).options(joinedload(Article.supplier))):
            writer.writerow([article.ean, article.supplier.name])
