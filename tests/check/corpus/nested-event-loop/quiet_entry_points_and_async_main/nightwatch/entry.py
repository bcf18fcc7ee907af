import asyncio
import signal
from pathlib import Path

import typer

from nightwatch.probes import main, probe

app = typer.Typer()


def read_urls(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text().splitlines() if line.strip()]


async def supervise(urls: list[str]) -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(main(urls))
    loop.add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        print("stopped")


def start() -> None:
    asyncio.run(supervise(read_urls(Path("urls.txt"))))


@app.command()
def check(url: str) -> None:
    _, status = asyncio.run(probe(url))
    raise typer.Exit(code=0 if status < 400 else 1)
