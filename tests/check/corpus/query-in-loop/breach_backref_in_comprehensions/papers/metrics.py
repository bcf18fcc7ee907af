import click
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, subqueryload

from papers.models import Journal, Paper


@click.group()
@click.option("--url", default="sqlite:///papers.db")
@click.pass_context
def cli(ctx, url):
    ctx.obj = ctx.with_resource(Session(create_engine(url)))


@cli.command()
@click.pass_obj
def sizes(session):
    journals = session.query(Journal).order_by(Journal.issn).all()
    by_issn = {journal.issn: len(journal.papers) for journal in journals}  # here: warning
    for issn, size in by_issn.items():
        click.echo(f"{issn}\t{size}")


@cli.command()
@click.pass_obj
def impact(session):
    papers = session.query(Paper).options(subqueryload(Paper.cited_by)).all()
    click.echo(max((len(paper.cited_by) for paper in papers), default=0))


@cli.command()
@click.pass_obj
def where(session):
    for paper in session.query(Paper).order_by(Paper.doi):
        click.echo(f"{paper.doi}\t{paper.journal.issn}")  # here: warning


@cli.command()
@click.argument("issn")
@click.pass_obj
def list_papers(session, issn):
    journal = session.query(Journal).filter_by(issn=issn).one()
    for paper in journal.papers:
        click.echo(paper.doi)
