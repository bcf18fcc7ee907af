from .db import Ticket


def compose(ticket: Ticket) -> str:
    subject = f"[{ticket.project.name}] {ticket.title}"
    return f"Subject: {subject}\n\nA ticket was assigned to you."
