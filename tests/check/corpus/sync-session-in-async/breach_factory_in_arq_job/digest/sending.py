from email.message import EmailMessage

import aiosmtplib


async def send(to: str, text: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "digest@example.com", to, "This week"
    message.set_content(text)
    await aiosmtplib.send(message, hostname="mail")
