import datetime

from celery import shared_task
from sqlalchemy import func, select

from crm.tables import Call, session


@shared_task
def remind():
    tomorrow = datetime.datetime.now() + datetime.timedelta(days=1)
    due = session.scalars(select(Call).where(Call.due < tomorrow)).all()
    return [(call.contact_id, call.number) for call in due]


@shared_task
def backlog():
    now = datetime.datetime.now()
    return session.scalar(select(func.count(Call.id)).where(Call.due <= now))
