from decimal import Decimal

import click

from ledger.db import session_scope
from ledger.models import Account


@click.group()
def main():
    pass


@main.command()
@click.argument("iban")
@click.argument("amount")
def deposit(iban, amount):
    with session_scope() as session:
        account = session.query(Account).filter(Account.iban == iban).one()
        account.balance += Decimal(amount)
    click.echo("new balance: %s" % account.balance)  # here


if __name__ == "__main__":
    main()
