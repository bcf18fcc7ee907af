from datetime import date

from billing.models import Invoice, SessionLocal
from billing.tasks import deliver_invoice


def issue(invoice_id: int, today: date) -> None:
    with SessionLocal() as db:
        invoice = db.get(Invoice, invoice_id)
        if invoice is None or invoice.state != "draft":
            return
        invoice.state = "issued"
        invoice.issued_on = today
        db.commit()
        deliver_invoice.delay(invoice)  # here
