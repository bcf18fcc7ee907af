import smtplib

from tracker.db import Ticket
from tracker.templates import compose


def notify_assignee(ticket: Ticket) -> None:
    with smtplib.SMTP("mail") as smtp:
        smtp.sendmail("tracker@example.com", ticket.assignee_email, compose(ticket))
