import argparse
import datetime as dt

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from airquality.rollup import Rollup


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--keep-days", type=int, default=90)
    args = parser.parse_args()
    rollup = Rollup(sessionmaker(create_engine(args.url)))
    rollup.forget(dt.datetime.now() - dt.timedelta(days=args.keep_days))


if __name__ == "__main__":
    main()
