from fastapi import APIRouter, BackgroundTasks, Depends
from sqlmodel import Session

from surveys.export import export
from surveys.models import AnswerBase, Survey, SurveyRead, get_session

router = APIRouter()


@router.post("/surveys/{survey_id}/export")
def export_survey(survey_id: int, tasks: BackgroundTasks, session: Session = Depends(get_session)):
    survey = session.get_one(Survey, survey_id)
    answers = [AnswerBase(question=answer.question, text=answer.text) for answer in survey.answers]
    snapshot = SurveyRead(id=survey.id, title=survey.title, answers=answers)
    tasks.add_task(export, snapshot)
    return {"title": survey.title, "answers": len(survey.answers)}
