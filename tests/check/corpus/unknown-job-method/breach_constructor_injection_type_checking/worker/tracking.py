import json
from pathlib import Path


class JobTracker:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create_job(self, name: str) -> str:
        self._write(name, {"status": "queued"})
        return name

    def set_job_status(self, name: str, status: str, detail: str | None = None) -> None:
        self._write(name, {"status": status, "detail": detail})

    def job(self, name: str) -> dict:
        return json.loads((self.folder / f"{name}.json").read_text())

    def _write(self, name: str, document: dict) -> None:
        (self.folder / f"{name}.json").write_text(json.dumps(document))
