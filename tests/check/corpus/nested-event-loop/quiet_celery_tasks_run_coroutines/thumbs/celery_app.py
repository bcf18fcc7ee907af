from celery import Celery

celery = Celery("thumbs", broker="redis://localhost/1", include=["thumbs.tasks"])
celery.conf.task_acks_late = True
