"""Several sessions talk at once under the eyes of a running daemon: what it holds is what an import finds."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scribe.transcripts import Claude

ROOT = Path(__file__).parents[2]
AIDER = "\n# aider chat started at 2026-03-01 10:00:00\n\n#### make it faster  \n\nI would cache it.\n"


def write(folder: Path, *, sessions: int, exchanges: int) -> None:
    folder.mkdir()
    for number in range(sessions):
        session = f"5f0e8a52-1111-4222-8333-{number:012}"
        claude = Claude(session, seed=number + 1)
        for exchange in range(exchanges):
            claude.user(f"question {exchange}").runs(
                f"pytest -k q{exchange}", "1 passed", error=exchange % 3 == 0
            )
            claude.add("progress", data={"type": "hook_progress"}).says(f"answer {exchange}")
        claude.write(folder / f"{session}.jsonl")
    thanks = "\n#### thanks  \n\nYou are welcome.\n" * exchanges
    end = AIDER.splitlines()[1].replace("10:", "11:")
    # Its last passage would wait for more; a new chat ends it.
    (folder / "chat-history.md").write_text(f"{AIDER}{thanks}\n{end}\n")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what it costs is read from /proc")
def test_what_several_write_at_once_is_in_the_journal_as_an_import_finds_it(tmp_path: Path) -> None:
    sessions, exchanges = 6, 8
    write(tmp_path / "made", sessions=sessions, exchanges=exchanges)
    command = [
        sys.executable,
        ROOT / "benchmarks/replay.py",
        tmp_path / "made",
        "--speed",
        "1000",
        "--pause",
        "0.01",
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    turns = sessions * 2 * exchanges + 2 * (exchanges + 1)
    calls = sessions * exchanges
    assert counts(run.stdout) == {
        "session.turn": (turns, turns),
        "session.tool": (calls, calls),
        "session.result": (calls, calls),
        "session.started": (sessions + 1, sessions + 1),
        "session.note": (sessions, sessions),  # that there was progress
    }


def counts(printed: str) -> dict[str, tuple[int, int]]:
    """By kind, how many there are in the files and in the journal."""
    found = re.findall(r"(session\.\w+) +([\d,]+) in the files, +([\d,]+) in the journal", printed)
    return {
        kind: (int(files.replace(",", "")), int(journal.replace(",", ""))) for kind, files, journal in found
    }
