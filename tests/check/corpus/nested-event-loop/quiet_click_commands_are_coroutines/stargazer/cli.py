import click

from stargazer.catalogue import find_star, neighbours
from stargazer.coroutines import coro


@click.group()
def cli() -> None:
    """Looks up stars."""


@cli.command()
@click.argument("name")
@coro
async def show(name: str) -> None:
    star = await find_star(name)
    if star is None:
        raise click.ClickException(f"no star is called {name}")
    for key, value in star.items():
        click.echo(f"{key}: {value}")


@cli.command()
@click.argument("name")
@click.option("--radius", type=float, default=0.5, show_default=True)
@coro
async def near(name: str, radius: float) -> None:
    for found in await neighbours(name, radius):
        click.echo(found)


if __name__ == "__main__":
    cli()
