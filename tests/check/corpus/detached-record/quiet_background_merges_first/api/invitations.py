import smtplib

from .database import Member, SessionLocal


def invite(member: Member) -> None:
    with SessionLocal() as db:
        member = db.merge(member)
        with smtplib.SMTP("localhost") as smtp:
            smtp.sendmail("club@example.com", member.email, "Subject: You are invited\n")
        member.invited = True
        db.commit()
