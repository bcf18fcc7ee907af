import click

from press.articles import count_articles


@click.command()
def count() -> None:
    click.echo(count_articles())
