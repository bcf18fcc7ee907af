import smtplib
import ssl
from email.mime.text import MIMEText


class SmtpMailer:
    def __init__(self, host: str, sender: str) -> None:
        self._host = host
        self._sender = sender

    def send(self, to: str, subject: str, body: str) -> None:
        message = MIMEText(body)
        message["From"], message["To"], message["Subject"] = self._sender, to, subject
        self._deliver(message)

    def _deliver(self, message: MIMEText) -> None:
        with smtplib.SMTP_SSL(self._host, 465, context=ssl.create_default_context()) as smtp:
            smtp.send_message(message)


class MemoryMailer:
    """What the demo sends with."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, to: str, subject: str, body: str) -> None:
        self.sent.append((to, subject))
