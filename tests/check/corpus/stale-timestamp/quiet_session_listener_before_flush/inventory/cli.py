import json
import sys

from .stocktaking import raise_prices, take_stock


def main() -> None:
    if sys.argv[1] == "prices":
        raise_prices(int(sys.argv[2]))
    else:
        print(*take_stock(json.load(sys.stdin)), sep="\n")
