from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class EvaluationStatus(enum.StrEnum):
    CREATED = "created"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True)
class EvaluationJob:
    id: UUID
    model: str
    dataset: str


class EvaluationJobs(Protocol):
    async def add(self, job: EvaluationJob) -> None: ...

    async def set_status(self, job_id: UUID, status: EvaluationStatus, *, score: float | None = None) -> None: ...
