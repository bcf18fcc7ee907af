import aiosmtplib

from app.db import Booking


class Mailer:
    def __init__(self, host: str):
        self.host = host

    async def cancellation(self, booking: Booking) -> None:
        await aiosmtplib.send(
            f"Subject: Cancelled\n\nDear {booking.guest}, your booking is cancelled.",
            sender="desk@example.com",
            recipients=[booking.email],
            hostname=self.host,
        )


mailer = Mailer("localhost")
