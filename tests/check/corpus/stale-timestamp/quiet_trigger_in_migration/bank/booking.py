from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bank.models import Account, Transfer


def book(session: Session, transfer_id: int) -> None:
    transfer = session.get_one(Transfer, transfer_id, with_for_update=True)
    ids = sorted((transfer.source_id, transfer.target_id))
    accounts = {
        account.id: account
        for account in session.scalars(select(Account).where(Account.id.in_(ids)).with_for_update())
    }
    accounts[transfer.source_id].balance -= transfer.amount
    accounts[transfer.target_id].balance += transfer.amount
    transfer.booked = True
    session.commit()


def freeze(session: Session, ids: list[int]) -> None:
    session.execute(update(Account).where(Account.id.in_(ids)).values(frozen=True))
    session.commit()
