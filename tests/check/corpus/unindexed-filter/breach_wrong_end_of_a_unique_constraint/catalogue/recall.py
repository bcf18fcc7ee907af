"""Takes an article out of every shop when its maker calls it back."""

import sys

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from catalogue.storage import Product

Session = sessionmaker(create_engine("postgresql+psycopg2:///catalogue"))


def recall(skus):
    with Session.begin() as session:
        affected = session.query(Product).filter(Product.sku.in_(skus)).all()
        for product in affected:
            session.delete(product)
    return len(affected)


if __name__ == "__main__":
    print(recall(sys.argv[1:]))
