import stripe

from charges.config import huey
from charges.db import Session


@huey.task(retries=2, retry_delay=30)
def settle(charge):
    stripe.PaymentIntent.create(amount=charge.cents, currency="eur")
    with Session() as session:
        charge.settled = True
        session.commit()
