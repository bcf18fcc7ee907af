import asyncio
import csv
from pathlib import Path

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from importer.database import open_session
from importer.models import Species


async def save(session: AsyncSession, latin: str, status: str) -> None:
    found = (await session.exec(select(Species).where(Species.latin == latin))).first()
    if found is None:
        session.add(Species(latin=latin, status=status))
    else:
        found.status = status


async def import_file(path: Path) -> None:
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    async with open_session() as session:
        async with asyncio.TaskGroup() as group:
            for row in rows:
                group.create_task(save(session, row["latin"], row["status"]))  # here


async def import_in_order(path: Path) -> None:
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    async with open_session() as session:
        for row in rows:
            await save(session, row["latin"], row["status"])


async def import_files(paths: list[Path]) -> None:
    async with asyncio.TaskGroup() as group:
        for path in paths:
            group.create_task(import_in_order(path))
