import smtplib

from billing.celery_app import celery_app


@celery_app.task(bind=True, max_retries=3)
def deliver_invoice(self, invoice):
    text = f"Subject: invoice {invoice.number}\n\nPlease find your invoice attached."
    try:
        with smtplib.SMTP("localhost") as smtp:
            smtp.sendmail("billing@example.com", [invoice.customer.email], text)
    except smtplib.SMTPException as exc:
        raise self.retry(exc=exc, countdown=60)
