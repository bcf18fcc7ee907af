"""`python -m hardwon` and the `hardwon` command."""

import sys


def main() -> None:
    """Runs the command line."""
    try:
        from hardwon.cli import run  # here, so that the hook's fast path can come before it
    except KeyboardInterrupt:
        sys.exit(130)  # pressed at once: nothing has begun

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
