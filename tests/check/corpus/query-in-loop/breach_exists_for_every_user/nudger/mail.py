import smtplib


def send(to: str, subject: str) -> None:
    with smtplib.SMTP("localhost") as smtp:
        smtp.sendmail("nudger@example.com", to, f"Subject: {subject}\n\n")
