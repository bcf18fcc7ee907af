from celery import Celery, chain

from grading.base import AsyncTask
from grading.service import grade, publish

app = Celery("grading", broker="amqp://rabbit")


@app.task(base=AsyncTask, bind=True)
def grade_paper(self, paper_id: int) -> int:
    return self.complete(grade(paper_id))


@app.task(base=AsyncTask, bind=True)
def publish_grade(self, points: int, student: str) -> None:
    self.complete(publish(student, points))


def grading_chain(paper_id: int, student: str):
    return chain(grade_paper.s(paper_id), publish_grade.s(student))
