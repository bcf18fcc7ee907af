import smtplib
import time

from celery import shared_task


def mail_receipt(to: str, order: int) -> None:
    for _ in range(3):
        try:
            with smtplib.SMTP("mail") as smtp:
                smtp.sendmail("shop@example.com", [to], f"Subject: Order {order}\n\nThank you.")
                return
        except smtplib.SMTPException:
            time.sleep(5)


@shared_task
def sync_stock(order: int) -> None:
    mail_receipt("stock@example.com", order)
