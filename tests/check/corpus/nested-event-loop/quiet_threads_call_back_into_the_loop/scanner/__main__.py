import argparse
import asyncio

from scanner.service import scan_document


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("pages", type=int)
    options = parser.parse_args()
    keys = asyncio.run(scan_document(options.pages))
    print(*keys, sep="\n")
    return 0 if keys else 1


if __name__ == "__main__":
    raise SystemExit(main())
