from celery import Celery
from celery.schedules import crontab

app = Celery("ledger", broker="redis://localhost:6379/1", include=["ledger.tasks"])
app.conf.beat_schedule = {
    "balances": {"task": "ledger.tasks.refresh_balances", "schedule": crontab(hour=2, minute=0)},
}
