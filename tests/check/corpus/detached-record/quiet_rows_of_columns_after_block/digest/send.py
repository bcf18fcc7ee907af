import smtplib
import threading

from sqlalchemy import func, select

from digest.db import Reader, transaction


def deliver(email: str, name: str) -> None:
    with smtplib.SMTP("localhost") as smtp:
        smtp.sendmail("digest@example.com", email, f"Subject: Hello {name}\n")


def send_all() -> int:
    with transaction() as session:
        readers = session.execute(select(Reader.email, Reader.name).where(Reader.subscribed)).all()
        total = session.scalar(select(func.count(Reader.id)))
    for reader in readers:
        threading.Thread(target=deliver, args=(reader.email, reader.name)).start()
    print(f"{len(readers)} of {total}")
    return len(readers)


def first_addresses(limit: int) -> list[str]:
    with transaction() as session:
        addresses = session.scalars(select(Reader.email).order_by(Reader.id).limit(limit)).all()
    return [address.lower() for address in addresses]
