import smtplib

from sqlmodel import col, select

from .store import Campaign, Recipient, open_session


def send_campaign(campaign_id: int) -> int:
    with open_session() as session, smtplib.SMTP("localhost") as smtp:
        campaign = session.get_one(Campaign, campaign_id)
        subject = campaign.subject
        query = select(Recipient).where(Recipient.campaign_id == campaign_id, col(Recipient.delivered).is_(False))
        sent = 0
        for recipient in session.exec(query).all():
            smtp.sendmail("news@example.com", recipient.address, f"Subject: {subject}\n\n")
            recipient.delivered = True
            session.commit()
            sent += 1
        session.commit()
        campaign.state = "sent"  # here
        session.flush()
    return sent


def resend_campaign(campaign_id: int) -> None:
    with open_session() as session:
        campaign = session.get_one(Campaign, campaign_id)
        for recipient in session.exec(select(Recipient).where(Recipient.campaign_id == campaign_id)).all():
            recipient.delivered = False
        session.commit()
        campaign.state = "draft"
        session.flush()
        session.commit()
    send_campaign(campaign_id)
