from email.message import EmailMessage

import aiosmtplib


async def send_issue(address: str, subject: str, body: str) -> None:
    message = EmailMessage()
    message["From"] = "news@example.com"
    message["To"] = address
    message["Subject"] = subject
    message.set_content(body)
    await aiosmtplib.send(message, hostname="smtp.example.com", port=587, start_tls=True)
