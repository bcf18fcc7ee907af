from email.message import EmailMessage

from invoicing.models import Client, Invoice


def announce(session, invoice_id: int, number_of_copies: int = 1) -> EmailMessage:
    invoice = session.get(Invoice, int(invoice_id))
    client = session.get(Client, invoice.client_id)
    message = EmailMessage()
    message["Subject"] = f"Your invoice {invoice.label}"
    message["Message-ID"] = f"<invoice-{invoice.id}@billing.example.com>"
    message.set_content(
        f"Dear {client.name},\n\nplease find {number_of_copies + 1} copies of #{invoice.id:08d} at "
        f"https://billing.example.com/invoices/{invoice.id}.\n"
    )
    return message


def as_row(invoice: Invoice) -> dict[str, str]:
    reference = f"{invoice.client_id}-{invoice.id}"
    return {"reference": reference, "total": str(invoice.total)}
