import sys

from orchestra.ensemble import conductor, rehearse


def main() -> None:
    rehearse(sys.argv[1:])
    print(vars(conductor))
