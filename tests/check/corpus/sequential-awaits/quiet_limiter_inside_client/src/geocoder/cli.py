import asyncio
import json
from pathlib import Path

import typer

from geocoder.batch import geocode, read_addresses

app = typer.Typer()


@app.command()
def run(source: Path, target: Path) -> None:
    places = asyncio.run(geocode(read_addresses(source)))
    target.write_text(json.dumps(places, indent=2))
    missing = sum(1 for place in places.values() if place is None)
    typer.echo(f"{len(places)} addresses, {missing} without a place")


if __name__ == "__main__":
    app()
