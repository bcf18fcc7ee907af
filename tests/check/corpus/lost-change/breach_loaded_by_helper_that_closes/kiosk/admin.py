import click

from sqlalchemy.orm import Session

from kiosk import settings
from kiosk.settings import Setting, engine


@click.group()
def admin():
    pass


@admin.command()
@click.argument("language")
def language(language):
    setting = settings.load("language")
    setting.value = language  # here
    click.echo("The language is changed.")


@admin.command()
@click.argument("theme")
def theme(theme):
    setting = settings.load("theme")
    setting.value = theme
    settings.put(setting)
    click.echo("The theme is changed.")


@admin.command()
@click.argument("key")
@click.argument("value")
def define(key, value):
    with Session(engine) as session:
        setting = Setting(key=key)  # here
        setting.value = value
        session.commit()
    click.echo(f"{key} is defined.")
