import argparse
import asyncio

from parcelkit.asynchronous import track


def main() -> None:
    parser = argparse.ArgumentParser(prog="parcelkit")
    parser.add_argument("number")
    arguments = parser.parse_args()
    for event in asyncio.run(track(arguments.number)):
        print(event["at"], event["place"], event["text"])


if __name__ == "__main__":
    main()
