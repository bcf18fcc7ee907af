from pathlib import Path

from .entities import PayrollRun


def print_slips(run: PayrollRun) -> int:
    folder = Path("/srv/slips") / run.month.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    return len(list(folder.glob("*.html")))
