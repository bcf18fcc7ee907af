import hashlib
import json
import shutil
import tempfile
import zipfile
from pathlib import Path

ROOT = Path("/var/lib/press")


def load(slug: str) -> dict:
    with open(ROOT / f"{slug}.json", encoding="utf-8") as handle:
        return json.load(handle)


def save(slug: str, article: dict) -> str:
    text = json.dumps(article, sort_keys=True)
    with tempfile.NamedTemporaryFile("w", dir=ROOT, delete=False) as handle:
        handle.write(text)
    shutil.move(handle.name, ROOT / f"{slug}.json")
    return hashlib.sha256(text.encode()).hexdigest()


def bundle(slugs: list[str], target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for slug in slugs:
            archive.write(ROOT / f"{slug}.json", arcname=f"{slug}.json")
    return target


def slugs() -> list[str]:
    return sorted(path.stem for path in ROOT.glob("*.json"))
