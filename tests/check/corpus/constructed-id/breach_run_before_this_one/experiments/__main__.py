import sys

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from experiments.compare import change, change_in_experiment

if __name__ == "__main__":
    url, run, metric = sys.argv[1:]
    with Session(create_engine(url)) as session:
        print(f"run-{run}", change(session, int(run), metric), change_in_experiment(session, int(run), metric))
