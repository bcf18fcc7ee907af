from celery import Celery

from moderation.aio import run_sync
from moderation.classifier import classify, is_acceptable

celery_app = Celery("moderation", broker="redis://redis/0")


@celery_app.task(acks_late=True)
def recheck(comment_id: int, text: str) -> str:
    label = run_sync(classify(text))
    return f"{comment_id}:{label}"


@celery_app.task
def recheck_many(texts: list[str]) -> int:
    return sum(is_acceptable(text) for text in texts)
