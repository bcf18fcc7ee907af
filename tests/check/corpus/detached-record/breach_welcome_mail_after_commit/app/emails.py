import smtplib
from email.message import EmailMessage


def send_welcome(user):
    message = EmailMessage()
    message["To"] = user.email
    message["Subject"] = f"Welcome, {user.full_name}"
    message.set_content("Your account is active now.")
    with smtplib.SMTP("localhost") as smtp:
        smtp.send_message(message)
