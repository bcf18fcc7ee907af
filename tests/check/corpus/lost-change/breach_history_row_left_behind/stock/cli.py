import sys

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from .warehouse import Warehouse

Session = sessionmaker(create_engine("sqlite:///stock.db"))

if __name__ == "__main__":
    with Session() as session:
        warehouse = Warehouse(session)
        action, article, rest = sys.argv[1:]
        if action == "discard":
            warehouse.discard(int(article), rest)
        elif action == "take":
            warehouse.take(int(article), int(rest))
        else:
            warehouse.receive(int(article), int(rest))
