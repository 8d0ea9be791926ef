from celery import Celery

app = Celery("mailer", broker="memory://", include=["mailer.tasks"])
