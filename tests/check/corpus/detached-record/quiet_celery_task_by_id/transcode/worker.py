import os

from celery import Celery

app = Celery("transcode", broker=os.environ.get("BROKER_URL", "redis://"))
app.autodiscover_tasks(["transcode"])
