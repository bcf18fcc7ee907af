import typer
from sqlmodel import Session, select

from contacts.models import Company, Person, engine

app = typer.Typer()


@app.command()
def show(name: str) -> None:
    with Session(engine) as session:
        person = session.exec(select(Person).where(Person.name == name)).first()
    if person is None:
        raise typer.Exit(1)
    typer.echo(f"{person.name} <{person.email}>")


@app.command()
def company(name: str) -> None:
    with Session(engine) as session:
        found = session.exec(select(Company).where(Company.name == name)).one()
        names = [person.name for person in found.people]
    typer.echo(f"{found.name}: {', '.join(names)}")


if __name__ == "__main__":
    app()
