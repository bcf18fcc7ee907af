from sqlalchemy import text

from ledger.celeryapp import app
from ledger.orm import Account, Session

SUM_OF_ONE = text("select coalesce(sum(amount), 0) from postings where account_id = :account")
SUM_OF_ALL = text("select account_id, sum(amount) from postings group by account_id")


@app.task
def refresh_balances():
    session = Session()
    try:
        for account in session.query(Account).order_by(Account.id):
            account.balance = session.execute(SUM_OF_ONE, {"account": account.id}).scalar()  # here: warning
        session.commit()
    finally:
        Session.remove()


@app.task
def check_balances():
    session = Session()
    try:
        sums = dict(session.execute(SUM_OF_ALL).all())
        wrong = [account.iban for account in session.query(Account) if account.balance != sums.get(account.id, 0)]
    finally:
        Session.remove()
    return wrong
