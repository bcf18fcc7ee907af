from datetime import datetime, timedelta

import typer
from sqlalchemy import exists, select

from nudger.core.models import Login, User
from nudger.core.session import session_scope
from nudger.mail import send

app = typer.Typer()


@app.command()
def remind(days: int = 30) -> None:
    since = datetime.utcnow() - timedelta(days=days)
    with session_scope() as db:
        users = db.execute(select(User).where(User.active)).scalars().all()
        for user in users:
            if db.execute(select(exists().where(Login.user_id == user.id, Login.at > since))).scalar():  # here: warning
                continue
            send(user.email, "We miss you")


@app.command()
def remind_fast(days: int = 30) -> None:
    since = datetime.utcnow() - timedelta(days=days)
    seen = select(Login.user_id).where(Login.at > since)
    with session_scope() as db:
        for user in db.execute(select(User).where(User.active, User.id.not_in(seen))).scalars():
            send(user.email, "We miss you")


if __name__ == "__main__":
    app()
