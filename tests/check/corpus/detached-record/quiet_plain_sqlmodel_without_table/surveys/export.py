import csv
from pathlib import Path

from surveys.models import SurveyRead


def export(survey: SurveyRead) -> None:
    with Path(f"survey-{survey.id}.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        for answer in survey.answers:
            writer.writerow([answer.question, answer.text])
    survey.exported = True
