"""Takes the README's tour: runs its commands on a made-up shop and writes down what they print.

Run it as `make docs`. With --check it compares instead; times and ids may differ.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.journey.shop import write_session, write_shop  # noqa: E402  the shop of the journey serves twice

README = ROOT / "README.md"
BEGIN, END = "<!-- tour: written by `make docs` -->\n", "<!-- /tour -->"
# Each command, and how many of its first and last lines are shown; what is left out between is marked.
STOPS = (
    ("hardwon init", 2, 4),
    ("hardwon check", 8, 1),
    ("hardwon import", 9, 0),
    ("hardwon lessons inbox", 9, 0),
    ('hardwon recall "order is detached in a background task" --budget 150', 20, 0),
)


def take() -> str:
    """The tour as one Markdown block."""
    with tempfile.TemporaryDirectory() as folder:
        shop, home = Path(folder) / "shop-api", Path(folder) / "home"
        shop.mkdir()
        write_shop(shop)
        write_session(home, shop)
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "XDG_RUNTIME_DIR": folder,
            "TZ": "UTC",
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "100",
        }
        _run(["git", "init", "-q", "-b", "main"], shop, environment)
        _run(["git", "add", "-A"], shop, environment)
        author = ["-c", "user.name=Dana", "-c", "user.email=dana@example.com"]
        _run(["git", *author, "commit", "-q", "-m", "The shop as it is"], shop, environment)
        said = [
            f"$ {stop}\n{_shorten(_run(['sh', '-c', stop], shop, environment), first, last)}\n"
            for stop, first, last in STOPS
        ]
    return "```console\n" + "\n".join(said) + "```\n"


def _run(words: list[str], folder: Path, environment: dict[str, str]) -> str:
    run = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if run.returncode > 1:
        raise SystemExit(f"{words} failed:\n{run.stdout}{run.stderr}")
    return run.stdout


def _shorten(text: str, first: int, last: int) -> str:
    lines = text.rstrip().splitlines()
    if len(lines) > first + last:
        lines = [*lines[:first], "…", *lines[len(lines) - last :]]
    return "\n".join(lines)


def _without_chance(text: str) -> str:
    """`text` without what differs from run to run: durations, commit ids, dates."""
    text = re.sub(r"\d+\.\d+ s\b", "N s", text)
    text = re.sub(r"\b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b", "ID", text)
    return re.sub(r"\d{4}-\d\d-\d\d", "DATE", text)


def main() -> int:
    """Writes the tour into README.md, or with --check says whether it still is what happens."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    written, _, after = rest.partition(END)
    taken = take()
    if "--check" in sys.argv:
        if _without_chance(written) == _without_chance(taken):
            return 0
        print(f"the tour has changed -> make docs\n{taken}")
        return 1
    README.write_text(before + BEGIN + taken + END + after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
