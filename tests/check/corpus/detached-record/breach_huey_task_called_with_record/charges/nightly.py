from huey import crontab
from sqlalchemy import select

from charges.config import huey
from charges.db import Charge, Session
from charges.tasks import settle


@huey.periodic_task(crontab(hour="2", minute="30"))
def settle_open_charges():
    with Session() as session:
        for charge in session.scalars(select(Charge).where(Charge.settled.is_(False))):
            settle(charge)  # here
