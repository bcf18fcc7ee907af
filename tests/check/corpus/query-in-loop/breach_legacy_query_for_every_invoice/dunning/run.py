import datetime

from sqlalchemy import func

from . import Invoice, Payment, Reminder


class DunningRun(object):
    def __init__(self, session, today=None):
        self.session = session
        self.today = today or datetime.date.today()

    def overdue(self):
        return self.session.query(Invoice).filter(Invoice.due < self.today).all()

    def start(self):
        reminders = []
        overdue = self.session.query(Invoice).filter(Invoice.due < self.today).all()
        for invoice in overdue:
            payments = self.session.query(Payment).filter(Payment.invoice_id == invoice.id).all()  # here: warning
            if sum(payment.amount for payment in payments) >= invoice.total:
                continue
            reminder = self.session.query(Reminder).filter_by(invoice_id=invoice.id).first()  # here: warning
            if reminder is None:
                reminder = Reminder(invoice_id=invoice.id, level=1)
                self.session.add(reminder)
            else:
                reminder.level += 1
            reminders.append(reminder)
        self.session.commit()
        return reminders

    def open_amount(self):
        paid = dict(self.session.query(Payment.invoice_id, func.sum(Payment.amount)).group_by(Payment.invoice_id))
        return sum(invoice.total - paid.get(invoice.id, 0) for invoice in self.overdue())
