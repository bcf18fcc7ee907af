"""`python -m hardwon` and the `hardwon` command."""

import sys


def main() -> None:
    """Runs the command line."""
    if sys.argv[1:] == ["hook", "claude-code"]:
        # An agent waits for it: the command line alone would take longer than the hook may.
        from hardwon.integrations import answer_hook

        sys.exit(answer_hook(sys.argv[2]))
    try:
        if sys.argv[1:2] == ["check"]:
            # A daemon that keeps the project in mind says the same, and sooner.
            from hardwon.assembly.asking import answered

            code = answered(sys.argv[1:])
            if code is not None:
                sys.exit(code)
        from hardwon.cli import run
    except KeyboardInterrupt:
        sys.exit(130)  # pressed at once: nothing has begun

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
