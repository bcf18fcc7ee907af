import typer
from sqlmodel import Session, create_engine, select

from .models import Cluster, Node
from .nodes import add_nodes

cli = typer.Typer()
engine = create_engine("sqlite:///fleet.db")


@cli.command()
def grow(name: str, count: int = 3) -> None:
    with Session(engine) as session:
        cluster = session.exec(select(Cluster).where(Cluster.name == name)).one()
        for node in add_nodes(session, cluster, count):
            typer.echo("{}: {}".format(node.hostname, node.id))


@cli.command()
def drain(name: str, ordinal: int) -> None:
    with Session(engine) as session:
        node = session.get(Node, "{}-{}".format(name, ordinal))  # here
        if node is None:
            raise typer.Exit(1)
        node.drained = True
        session.commit()
        typer.echo("{}-{} is drained".format(name, ordinal))


@cli.command()
def drain_id(node_id: str) -> None:
    with Session(engine) as session:
        node = session.get_one(Node, node_id)
        node.drained = True
        session.commit()


if __name__ == "__main__":
    cli()
