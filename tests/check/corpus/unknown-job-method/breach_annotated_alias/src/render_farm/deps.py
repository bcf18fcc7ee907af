from typing import Annotated

from fastapi import Depends, Request

from .jobs import JobService


def job_service(request: Request) -> JobService:
    return request.app.state.jobs


Jobs = Annotated[JobService, Depends(job_service)]
