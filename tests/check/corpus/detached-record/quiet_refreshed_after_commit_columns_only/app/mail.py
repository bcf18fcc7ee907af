import smtplib

from app.models import User


def send_verification(user: User) -> None:
    with smtplib.SMTP("localhost") as smtp:
        smtp.sendmail("app@example.com", [user.email], f"Subject: Verify account {user.id}\n")
