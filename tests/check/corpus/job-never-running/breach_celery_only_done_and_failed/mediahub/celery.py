from celery import Celery

app = Celery("mediahub", broker="amqp://guest@rabbit//", include=["mediahub.transcoding.tasks"])
