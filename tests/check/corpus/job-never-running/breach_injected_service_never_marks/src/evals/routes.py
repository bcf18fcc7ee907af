from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, BackgroundTasks, Depends, Request

from .domain import EvaluationJob
from .service import EvaluationService

router = APIRouter()


def get_service(request: Request) -> EvaluationService:
    return request.app.state.evaluations


Service = Annotated[EvaluationService, Depends(get_service)]


@router.post("/evaluations")
async def evaluate(model: str, dataset: str, service: Service, tasks: BackgroundTasks) -> str:
    job = EvaluationJob(uuid4(), model, dataset)
    tasks.add_task(service.evaluate, job)
    return str(job.id)


@router.post("/comparisons")
async def compare(model: str, other: str, dataset: str, service: Service, tasks: BackgroundTasks) -> str:
    job = EvaluationJob(uuid4(), model, dataset)
    tasks.add_task(service.compare, job, other)
    return str(job.id)
