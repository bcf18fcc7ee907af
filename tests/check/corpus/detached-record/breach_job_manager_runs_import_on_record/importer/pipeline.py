from pathlib import Path

from importer.db import new_session
from importer.models import Upload


async def run_import(upload: Upload) -> None:
    rows = Path(upload.path).read_text().splitlines()
    async with new_session() as session:
        upload.status = f"imported {len(rows)} rows"
        await session.commit()
