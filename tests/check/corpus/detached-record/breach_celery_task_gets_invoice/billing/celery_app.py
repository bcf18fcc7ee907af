from celery import Celery

celery_app = Celery("billing", broker="redis://localhost:6379/0", include=["billing.tasks"])
celery_app.conf.update(task_serializer="pickle", accept_content=["pickle", "json"], timezone="UTC")
