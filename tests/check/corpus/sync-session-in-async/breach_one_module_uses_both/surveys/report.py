from celery import Celery
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from surveys.queries import mean_score_for_report

celery = Celery("surveys")
sync_sessions = sessionmaker(create_engine("postgresql+psycopg://surveys@db/surveys"))


@celery.task
def report(survey: int) -> str:
    with sync_sessions() as session:
        return f"mean {mean_score_for_report(session, survey):.2f}"
