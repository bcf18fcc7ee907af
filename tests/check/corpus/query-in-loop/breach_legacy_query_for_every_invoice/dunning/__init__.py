from dunning.model import Invoice, Payment, Reminder

__all__ = ["Invoice", "Payment", "Reminder"]
